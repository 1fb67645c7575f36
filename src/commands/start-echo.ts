import { openingAfter } from '../release/organisation.ts';
import { closureFor } from '../release/override.ts';
import type { Release } from '../release/state.ts';
import type { PersonId } from '../release/terms.ts';
import type { Desk } from './desk.ts';

/**
 * When it is planned to start, by the clocks of whoever asks, of the service and in UTC (R-PLAN-5), and what the calendar
 * has in its way then; empty where it has no time.
 */
export async function startEcho(release: Release, person: PersonId, desk: Desk): Promise<string> {
  const { plan, turn } = release;
  const { startAt } = plan;
  if (startAt === undefined) return '';
  const { services, calendarZone } = desk.policy().release;
  const [theirs, organisation] = await Promise.all([desk.zoneOf(person), desk.engine.organisation()]);
  const { schedule } = desk.words;
  const echo = schedule.echo(startAt, [theirs, services[plan.service]?.timeZone ?? calendarZone, 'UTC']);
  const closure = closureFor(release, organisation, startAt);
  if (!closure) return ` ${echo}`;
  const opensAt = openingAfter(organisation, plan, startAt, turn.excepted);
  return ` ${echo} ${schedule.closedThen(closure.kind, closure.reason, closure.exceptionsBy, opensAt)}`;
}
