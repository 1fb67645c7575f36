import { type Refusal, refuse } from './refusals.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';

/** Somebody's voice in the hands of somebody else, for a while. */
export interface Delegation {
  id: string;
  /** Whose voice it is. */
  of: PersonId;
  /** Who may use it. */
  to: PersonId;
  from: Instant;
  until: Instant;
  /** Only as a member of these; absent: of every group the lender is in. */
  groups?: GroupName[];
}

export type DelegationCommand =
  | {
      type: 'LendVoice';
      id: string;
      by: PersonId;
      to: PersonId;
      from: Instant;
      until: Instant;
      /** The lender's own groups, as they are now. */
      own: GroupName[];
      /** Only these; left out: all of the lender's own. */
      only?: GroupName[];
    }
  /** Whoever lent it, or whoever was lent it, ends all there is between the two. */
  | { type: 'ReturnVoice'; by: PersonId; with: PersonId };

export type DelegationEvent =
  | ({ type: 'VoiceLent' } & Delegation)
  | { type: 'VoiceReturned'; id: string; by: PersonId };

/** Longer than anybody is away; whoever is away longer asks again, or leaves the group. */
export const LONGEST_DELEGATION_MS = 92 * 24 * 3_600_000;

export function decideDelegation(
  command: DelegationCommand,
  delegations: readonly Delegation[],
  now: Instant,
): DelegationEvent[] | Refusal {
  if (command.type === 'ReturnVoice') {
    const ended = delegations.filter(it => isBetween(it, command.by, command.with) && it.until > now);
    if (ended.length === 0) return refuse('nothing-lent', { person: command.with });
    return ended.map(({ id }) => ({ type: 'VoiceReturned', id, by: command.by }));
  }
  const { id, by, to, own, only, until } = command;
  if (delegations.some(known => known.id === id)) return [];
  if (by === to) return refuse('lent-to-oneself', {});
  const from = Math.max(command.from, now);
  if (until <= from) return refuse('lent-for-no-time', {});
  if (until - from > LONGEST_DELEGATION_MS) return refuse('lent-too-long', { mostMs: LONGEST_DELEGATION_MS });
  // What was lent to them is none of theirs: a voice is handed on once.
  const foreign = (only ?? []).filter(group => !own.includes(group));
  if (own.length === 0 || foreign.length > 0) return refuse('not-yours-to-lend', { foreign, own });
  return [{ type: 'VoiceLent', id, of: by, to, from, until, ...(only && { groups: only }) }];
}

const isBetween = ({ of, to }: Delegation, one: PersonId, other: PersonId): boolean =>
  (of === one && to === other) || (of === other && to === one);

export function evolveDelegations(
  delegations: readonly Delegation[],
  event: DelegationEvent,
): readonly Delegation[] {
  if (event.type === 'VoiceReturned') return delegations.filter(({ id }) => id !== event.id);
  const { type: _, ...delegation } = event;
  return [...delegations, delegation];
}

/** Those in force at that moment. */
export const inForce = (delegations: readonly Delegation[], at: Instant): Delegation[] =>
  delegations.filter(({ from, until }) => from <= at && at < until);

/**
 * The groups in which `by` may speak for `of` at that moment, of those the lender is in; empty when the voice was
 * not lent, or was taken back since.
 */
export function lentGroups(
  delegations: readonly Delegation[],
  { of, by, at }: { of: PersonId; by: PersonId; at: Instant },
  own: readonly GroupName[],
): GroupName[] {
  const lent = inForce(delegations, at).filter(it => it.of === of && it.to === by);
  return own.filter(group => lent.some(({ groups }) => groups === undefined || groups.includes(group)));
}
