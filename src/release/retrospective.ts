import { Temporal } from 'temporal-polyfill';
import type { Release, ReleaseEvent } from './state.ts';
import type { Instant } from './terms.ts';

export type RetrospectiveCommand = { type: 'AskForRetrospective' };
/** Told to the owner once, a working day before it is due. */
export type RetrospectiveEvent = { type: 'RetrospectiveDue'; dueAt: Instant };

const SATURDAY = 6;

/** The same time of day so many working days later, by the clocks of the zone; Saturdays and Sundays are none. */
export function workingDaysAfter(at: Instant, days: number, zone: string): Instant {
  let local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  for (let left = days; left > 0; ) {
    local = local.add({ days: 1 });
    if (local.dayOfWeek < SATURDAY) left -= 1;
  }
  return local.epochMilliseconds;
}

/** When the owner is told and until when it is due; null where nobody looks back, or it was told. */
export function retrospectiveAt({ status, endedAt, terms, telling }: Release) {
  const rule = terms.notices?.retrospective ?? null;
  // What asks nobody to accept it is too small to look back on.
  if (!rule || !terms.closing || status !== 'completed' || endedAt === null || telling.lookedBack)
    return null;
  const { days, zone } = rule;
  return {
    tellAt: workingDaysAfter(endedAt, days - 1, zone),
    dueAt: workingDaysAfter(endedAt, days, zone),
  };
}

export function decideRetrospective(release: Release, now: Instant): ReleaseEvent[] {
  const times = retrospectiveAt(release);
  return times && now >= times.tellAt ? [{ type: 'RetrospectiveDue', dueAt: times.dueAt }] : [];
}
