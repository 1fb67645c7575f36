import {
  type Delegation,
  type DelegationCommand,
  type DelegationEvent,
  decideDelegation,
  evolveDelegations,
} from './delegation.ts';
import { decideToken, type TokenCommand, type TokenEvent } from './evidence-tokens.ts';
import { nextSpan, type Recurring, spanAt, type When } from './recurrence.ts';
import { type Refusal, refuse } from './refusals.ts';
import {
  type Environment,
  type GroupName,
  type Instant,
  type PersonId,
  type ReleaseType,
  TMINUS,
} from './terms.ts';

/** A time in which nothing may start; or, a release window, the only time in which something may. */
export interface Freeze {
  id: string;
  reason: string;
  from: Instant;
  until: Instant;
  /** Where it comes round again and again; absent where it is dated. */
  recurring?: Recurring;
  /** Absent: a freeze. */
  kind?: 'release-window';
  /** What becomes of a release that is under way when it begins: it is paused; absent: it may finish. */
  during?: 'pause';
  /** Empty or absent: all of them. */
  services: string[];
  environments: Environment[];
  types?: ReleaseType[];
  /** Whoever is in one of them may let a release pass, with a reason; absent: nobody. */
  exceptionsBy?: GroupName[];
  by: PersonId;
}

/** What keeps a release from starting now by the calendar. */
export interface Closure {
  kind: 'freeze' | 'release-window';
  reason: string;
  /** When it opens again; null when nobody can tell. */
  until: Instant | null;
  /** What an exception has to name. */
  ids: string[];
  exceptionsBy: GroupName[];
}

/** What of a plan the calendar looks at. */
export interface Calendared {
  service: string;
  environment: Environment;
  type: ReleaseType;
}

export interface Organisation {
  streamVersion: number;
  freezes: Freeze[];
  /** Voices in other hands; those that were taken back are gone. */
  delegations: readonly Delegation[];
}

export type OrganisationCommand =
  | ({ type: 'SetFreeze' } & Freeze)
  | { type: 'LiftFreeze'; id: string; by: PersonId }
  | DelegationCommand
  | TokenCommand;

export type OrganisationEvent =
  | ({ type: 'FreezeSet' } & Freeze)
  | { type: 'FreezeLifted'; id: string; by: PersonId }
  | DelegationEvent
  | TokenEvent;

export const emptyOrganisation: Organisation = { streamVersion: 0, freezes: [], delegations: [] };

export function decideOrganisation(
  command: OrganisationCommand,
  { freezes, delegations }: Organisation,
  now: Instant,
): OrganisationEvent[] | Refusal {
  const isSet = (id: string) => freezes.some(freeze => freeze.id === id);
  switch (command.type) {
    case 'SetFreeze':
      return isSet(command.id) ? [] : (refuseFreeze(command, now) ?? [{ ...command, type: 'FreezeSet' }]);
    case 'LiftFreeze':
      return liftFreeze(command, freezes, now);
    case 'LendVoice':
    case 'ReturnVoice':
      return decideDelegation(command, delegations, now);
    case 'MakeToken':
    case 'RevokeToken':
      return decideToken(command, now);
  }
}

/** What a person sets has to make sense; the policy is checked when it is loaded, and may name what is over. */
function refuseFreeze({ by, reason, from, until }: Freeze, now: Instant): Refusal | null {
  if (by === TMINUS) return null;
  if (!reason.trim()) return refuse('reason-missing', { deed: 'freeze' });
  return until <= Math.max(from, now) ? refuse('freeze-empty', { from: Math.max(from, now), until }) : null;
}

function liftFreeze(
  { id, by }: { id: string; by: PersonId },
  freezes: readonly Freeze[],
  now: Instant,
): OrganisationEvent[] | Refusal {
  const freeze = freezes.find(known => known.id === id);
  if (by === TMINUS) return freeze ? [{ type: 'FreezeLifted', id, by }] : [];
  const known = freezesByHand(freezes, now).map(it => it.id);
  if (!freeze) return refuse('no-such-freeze', { asked: id, known });
  return freeze.by === TMINUS ? refuse('freeze-of-policy', {}) : [{ type: 'FreezeLifted', id, by }];
}

/** Those that somebody set and that are not over. */
export const freezesByHand = (freezes: readonly Freeze[], now: Instant): Freeze[] =>
  freezes.filter(({ by, until }) => by !== TMINUS && until > now);

export function evolveOrganisation(organisation: Organisation, event: OrganisationEvent): Organisation {
  switch (event.type) {
    case 'FreezeSet': {
      const { type: _, ...freeze } = event;
      return { ...organisation, freezes: [...organisation.freezes, freeze] };
    }
    case 'FreezeLifted':
      return { ...organisation, freezes: organisation.freezes.filter(freeze => freeze.id !== event.id) };
    case 'VoiceLent':
    case 'VoiceReturned':
      return { ...organisation, delegations: evolveDelegations(organisation.delegations, event) };
    case 'TokenMade':
    case 'TokenRevoked':
      return organisation;
  }
}

export const whenOf = ({ from, until, recurring }: Freeze): When => recurring ?? { from, until };

/** Whether it is about a release like this one. */
export function concerns(freeze: Freeze, { service, environment, type }: Calendared): boolean {
  const hits = (list: readonly string[], name: string) => list.length === 0 || list.includes(name);
  return (
    hits(freeze.services, service) && hits(freeze.environments, environment) && hits(freeze.types ?? [], type)
  );
}

/**
 * What forbids a start there now, or null: a freeze, or that no release window is open where there are some.
 * @param excepted ids that somebody made an exception from
 */
export function closureAt(
  { freezes }: Organisation,
  plan: Calendared,
  now: Instant,
  excepted: readonly string[] = [],
): Closure | null {
  const own = freezes.filter(freeze => concerns(freeze, plan));
  for (const freeze of own) {
    const span = freeze.kind === undefined ? spanAt(whenOf(freeze), now) : null;
    if (!span || excepted.includes(freeze.id)) continue;
    const { id, reason, exceptionsBy = [] } = freeze;
    return { kind: 'freeze', reason, until: span.until, ids: [id], exceptionsBy };
  }
  const windows = own.filter(({ kind }) => kind === 'release-window');
  const isOpen = windows.some(window => spanAt(whenOf(window), now) || excepted.includes(window.id));
  return windows.length === 0 || isOpen ? null : outside(windows, now);
}

function outside(windows: readonly Freeze[], now: Instant): Closure {
  const next = windows.flatMap(window => nextSpan(whenOf(window), now)?.from ?? []).sort((a, b) => a - b);
  return {
    kind: 'release-window',
    reason: windows.map(({ reason }) => reason).join('; '),
    until: next[0] ?? null,
    ids: windows.map(({ id }) => id),
    exceptionsBy: [...new Set(windows.flatMap(({ exceptionsBy = [] }) => exceptionsBy))],
  };
}

/**
 * The next moment from `at` on at which the calendar lets such a release start; null when nobody can tell, or when
 * it is further away than anybody plans.
 */
export function openingAfter(
  organisation: Organisation,
  plan: Calendared,
  at: Instant,
  excepted: readonly string[] = [],
): Instant | null {
  let opening: Instant | null = at;
  for (let looked = 0; opening !== null && looked < CLOSURES_LOOKED_AT; looked += 1) {
    const closure = closureAt(organisation, plan, opening, excepted);
    if (!closure) return opening;
    opening = closure.until;
  }
  return null;
}

/** One after the other. Nights and weekends of half a year. */
const CLOSURES_LOOKED_AT = 400;
