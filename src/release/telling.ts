import type { LeadTime } from './notice-terms.ts';
import { decideRetrospective, type RetrospectiveCommand, type RetrospectiveEvent } from './retrospective.ts';
import type { Decision, Release, ReleaseEvent, Status, World } from './state.ts';
import type { Instant } from './terms.ts';

/** What people are told because of the time, not because something happened. */
export interface Telling {
  /** When the planned start was set: what should have been told before that is told to those outside only. */
  plannedAt: Instant;
  /** Lead times that were told of, by their names. */
  told: LeadTime['lead'][];
  /** When the last report of a rollout was due. */
  reportedAt: Instant | null;
  /** The owner was told that it is to be looked back on. */
  lookedBack?: true;
}

export type TellingCommand =
  | { type: 'TellLeadTimes' }
  /** How it stands, while it goes out or comes back. */
  | { type: 'ReportStatus' }
  | RetrospectiveCommand;

export type TellingEvent =
  /** `late`: it was planned after the time; the channel heard of it then. */
  | { type: 'LeadTimeReached'; leads: LeadTime['lead'][]; late: boolean }
  | { type: 'StatusReported' }
  | RetrospectiveEvent;

export const nothingTold = (plannedAt: Instant): Telling => ({ plannedAt, told: [], reportedAt: null });

const AHEAD: readonly Status[] = ['approving', 'preparing', 'polling', 'held', 'ready'];
const UNDER_WAY: readonly Status[] = ['deploying', 'rolling-back'];

const isOutside = (place: LeadTime['to'][number]) => place !== 'channel' && place !== 'thread';

/** The lead times that are still to be told of, with the time they are due. */
function leadsAhead({
  plan,
  terms,
  status,
  telling,
}: Release): (LeadTime & { dueAt: Instant; late: boolean })[] {
  const { startAt } = plan;
  if (startAt === undefined || !AHEAD.includes(status)) return [];
  return (terms.notices?.leadTimes ?? [])
    .filter(({ lead }) => !telling.told.includes(lead))
    .map(time => ({ ...time, dueAt: startAt - time.beforeMs }))
    .map(time => ({ ...time, late: time.dueAt <= telling.plannedAt }))
    .filter(({ late, to }) => !late || to.some(isOutside));
}

/** When the next lead time has to be told of, or null. */
export function leadTimeAt(release: Release): Instant | null {
  const times = leadsAhead(release).map(({ dueAt }) => dueAt);
  return times.length === 0 ? null : Math.min(...times);
}

/** When the next report is due, or null. Reports keep their distance from the start of the rollout. */
export function reportAt({ status, rollout, terms, telling }: Release): Instant | null {
  const every = terms.notices?.statusEveryMs ?? null;
  if (every === null || !rollout || !UNDER_WAY.includes(status)) return null;
  return (telling.reportedAt ?? rollout.startedAt) + every;
}

/** A report that comes late, as after an outage, is one report. */
export function decideTelling(command: TellingCommand, release: Release, { now }: World): Decision {
  if (command.type === 'AskForRetrospective') return { release: decideRetrospective(release, now) };
  if (command.type === 'ReportStatus') {
    const at = reportAt(release);
    return at !== null && now >= at ? { release: [{ type: 'StatusReported' }] } : {};
  }
  const startAt = release.plan.startAt ?? now;
  const due = leadsAhead(release).filter(({ dueAt }) => now >= dueAt);
  if (due.length === 0 || now >= startAt) return {};
  const late = due.every(time => time.late);
  return { release: [{ type: 'LeadTimeReached', leads: due.map(({ lead }) => lead), late }] };
}

export function evolveTelling(telling: Telling, event: ReleaseEvent, at: Instant): Telling {
  switch (event.type) {
    case 'StartMoved':
      return { ...nothingTold(at), reportedAt: telling.reportedAt };
    case 'LeadTimeReached':
      return { ...telling, told: [...telling.told, ...event.leads] };
    case 'StatusReported':
      return { ...telling, reportedAt: at };
    case 'RetrospectiveDue':
      return { ...telling, lookedBack: true };
    default:
      return telling;
  }
}
