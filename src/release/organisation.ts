import {
  type Delegation,
  type DelegationCommand,
  type DelegationEvent,
  decideDelegation,
  evolveDelegations,
} from './delegation.ts';
import { nextSpan, type Recurring, spanAt, type When } from './recurrence.ts';
import type { Refusal } from './refusals.ts';
import type { Environment, GroupName, Instant, PersonId, ReleaseType } from './terms.ts';

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
  | DelegationCommand;

export type OrganisationEvent =
  | ({ type: 'FreezeSet' } & Freeze)
  | { type: 'FreezeLifted'; id: string; by: PersonId }
  | DelegationEvent;

export const emptyOrganisation: Organisation = { streamVersion: 0, freezes: [], delegations: [] };

export function decideOrganisation(
  command: OrganisationCommand,
  { freezes, delegations }: Organisation,
  now: Instant,
): OrganisationEvent[] | Refusal {
  const isSet = (id: string) => freezes.some(freeze => freeze.id === id);
  switch (command.type) {
    case 'SetFreeze':
      return isSet(command.id) ? [] : [{ ...command, type: 'FreezeSet' }];
    case 'LiftFreeze':
      return isSet(command.id) ? [{ type: 'FreezeLifted', id: command.id, by: command.by }] : [];
    case 'LendVoice':
    case 'ReturnVoice':
      return decideDelegation(command, delegations, now);
  }
}

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
