import { Temporal } from 'temporal-polyfill';
import type { RetrospectiveRule } from './notice-terms.ts';
import type { Release, ReleaseEvent } from './state.ts';
import type { Instant } from './terms.ts';

export type RetrospectiveCommand = { type: 'AskForRetrospective' };
/** Told to the owner once, a working day before it is due. */
export type RetrospectiveEvent = { type: 'RetrospectiveDue'; dueAt: Instant };

const SATURDAY = 6;

/** The same time of day so many working days later, by the clocks of the zone; Saturdays, Sundays and holidays are none. */
export function workingDaysAfter(
  at: Instant,
  days: number,
  { zone, holidays = [] }: Pick<RetrospectiveRule, 'zone' | 'holidays'>,
): Instant {
  let local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  for (let left = days; left > 0; ) {
    local = local.add({ days: 1 });
    if (local.dayOfWeek < SATURDAY && !holidays.includes(local.toPlainDate().toString())) left -= 1;
  }
  return local.epochMilliseconds;
}

/** When the owner is told and until when it is due; null where nobody looks back, or it was told. */
export function retrospectiveAt(release: Release) {
  const rule = release.terms.notices?.retrospective ?? null;
  const overAt = rule && !release.telling.lookedBack ? lookedBackOnFrom(release, rule) : null;
  if (!rule || overAt === null) return null;
  return {
    tellAt: workingDaysAfter(overAt, rule.days - 1, rule),
    dueAt: workingDaysAfter(overAt, rule.days, rule),
  };
}

/** Since when there is something to look back on; null: there is nothing. */
function lookedBackOnFrom(
  { status, endedAt, terms, rollout }: Release,
  { afterTrouble = false }: RetrospectiveRule,
): Instant | null {
  switch (status) {
    case 'completed':
      // What asks nobody to accept it is too small to look back on.
      return terms.closing ? endedAt : null;
    case 'rolled-back':
    case 'taken-over':
      return afterTrouble ? endedAt : null;
    case 'aborted':
      // Nothing was tried before the deploy began.
      return afterTrouble && rollout !== null ? endedAt : null;
    case 'failed':
      // It may stay like that: nobody has to retry it or give it up.
      return afterTrouble ? (rollout?.failedAt ?? null) : null;
    default:
      return null;
  }
}

export function decideRetrospective(release: Release, now: Instant): ReleaseEvent[] {
  const times = retrospectiveAt(release);
  return times && now >= times.tellAt ? [{ type: 'RetrospectiveDue', dueAt: times.dueAt }] : [];
}
