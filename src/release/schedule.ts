import { type Missing as MissingApprovals, missingIn } from './approvals.ts';
import { lockAt } from './lane.ts';
import { type Calendared, type Closure, closureAt, emptyOrganisation, openingAfter } from './organisation.ts';
import { closureFor, isOverridden, openRequest } from './override.ts';
import type { Permitted } from './plan.ts';
import { isHeldByPoll, silentRoles } from './poll.ts';
import { lackingGates, preparation, type Unready, unready } from './readiness.ts';
import { type Refusal, refuse } from './refusals.ts';
import { BEFORE_TURN, type Decision, type Release, type ReleaseEvent, type World } from './state.ts';
import { type Instant, type PersonId, type RoleName, TMINUS } from './terms.ts';
import { isTheirs } from './voices.ts';

/** How long before the planned start people are told how it stands (R-PLAN-5), first things first. */
export const MARKS = ['24h', '2h', '15min'] as const;
export type Mark = (typeof MARKS)[number];

const MINUTE_MS = 60_000;
export const MARK_MS: Readonly<Record<Mark, number>> = {
  '24h': 1_440 * MINUTE_MS,
  '2h': 120 * MINUTE_MS,
  '15min': 15 * MINUTE_MS,
};

/** Nobody expects a release to start by itself long after its time, as it would once tminus is back from an outage. */
const START_GRACE_MS = 15 * MINUTE_MS;

/** A planned start: what was said about it, and whether its time found everything in place. */
export interface Schedule {
  /** The marks that are still to be told of. */
  ahead: Mark[];
  /** What was lacking when its time came; null while nothing was. */
  missed: StartLack[] | null;
  /** Its time came before everything was in place: from then on its owner decides. */
  late: boolean;
}

/** What keeps a release from starting at its time. */
export type StartLack =
  | Exclude<Unready, { lacks: 'time' }>
  | ({ lacks: 'approvals' } & MissingApprovals)
  | { lacks: 'votes'; roles: RoleName[] }
  /** It is on hold or was rejected: its owner has to decide. */
  | { lacks: 'decision'; status: 'held' | 'rejected' }
  | { lacks: 'unlock'; reason: string; by: PersonId }
  | { lacks: 'opening'; kind: Closure['kind']; reason: string; until: Instant | null }
  /** Nobody was there to start it: tminus did not run. */
  | { lacks: 'attendance' };

export type ScheduleCommand =
  /** Null: it has no time any more. */
  | ({ type: 'Reschedule'; startAt: Instant | null } & Permitted)
  /** A mark before the start, or the start itself, has come. */
  | { type: 'LookAhead' };

export type ScheduleEvent =
  | { type: 'StartMoved'; by: PersonId; from: Instant | null; to: Instant | null }
  | { type: 'StartNeared'; mark: Mark; lacking: StartLack[] }
  | { type: 'StartMissed'; lacking: StartLack[] };

export const noSchedule: Schedule = { ahead: [], missed: null, late: false };

/** A start planned at `now`; marks that are over already are not told of. */
export const scheduleFrom = (startAt: Instant | undefined, now: Instant): Schedule =>
  startAt === undefined
    ? noSchedule
    : { ...noSchedule, ahead: MARKS.filter(mark => startAt - MARK_MS[mark] > now) };

/** How it goes on once everything is in place: at its time, at once, or when its owner says so. */
export function startsHow({ plan, schedule, terms }: Release): 'at-its-time' | 'by-itself' | 'by-owner' {
  if (schedule.late) return 'by-owner';
  if (plan.startAt !== undefined) return 'at-its-time';
  return terms.deploy === 'automatic' ? 'by-itself' : 'by-owner';
}

/** Why a start cannot be planned for then, or null. Where somebody may make an exception it can. */
export function refuseStart(
  plan: Calendared,
  startAt: Instant | undefined,
  { organisation, now }: Pick<World, 'organisation' | 'now'>,
  excepted: readonly string[] = [],
): Refusal | null {
  if (startAt === undefined) return null;
  if (startAt <= now) return refuse('start-past', { at: startAt });
  const closure = closureAt(organisation, plan, startAt, excepted);
  if (!closure || closure.exceptionsBy.length > 0) return null;
  const { kind, reason } = closure;
  return refuse('closed-then', {
    kind,
    reason,
    at: startAt,
    opensAt: openingAfter(organisation, plan, startAt, excepted),
  });
}

/** What an override sets aside does not keep a start from being planned, be it granted or only asked for. */
export const pastTheCalendar = ({ now }: Pick<World, 'now'>): Pick<World, 'organisation' | 'now'> => ({
  organisation: emptyOrganisation,
  now,
});

export function decideSchedule(command: ScheduleCommand, release: Release, world: World): Decision | Refusal {
  if (command.type === 'LookAhead') return { release: lookAhead(release, world) };
  const { by, startAt } = command;
  const { plan, status, turn, terms } = release;
  if (!BEFORE_TURN.includes(status))
    return refuse('wrong-state', { deed: 'reschedule', status, instead: ['status'] });
  if (!isTheirs(release, by) && !terms.permissions?.reschedule)
    return refuse('not-the-owner', { owner: plan.owner });
  const from = plan.startAt ?? null;
  if (from === startAt) return {};
  const looked = isOverridden(release) || openRequest(release) ? pastTheCalendar(world) : world;
  const refusal = refuseStart(plan, startAt ?? undefined, looked, turn.excepted);
  if (refusal) return refusal;
  return {
    release: [{ type: 'StartMoved', by, from, to: startAt }, ...backToTheStart(release, startAt, world)],
    lane: turn.requestedBy === null ? [] : [{ type: 'LaneLeft', release: release.id }],
  };
}

/** What was ready waits anew: for its Go/No-Go where that opens only later, else for its time. */
function backToTheStart(release: Release, startAt: Instant | null, world: World): ReleaseEvent[] {
  const { status } = release;
  if (!['polling', 'held', 'ready', 'queued'].includes(status)) return [];
  const lacking = unready({ ...release, plan: withStart(release.plan, startAt) }, world);
  if (lacking.some(({ lacks }) => lacks === 'time')) return [preparation(lacking)];
  const waits = status === 'queued' || (status === 'held' && !isHeldByPoll(release));
  if (!waits || startAt === null)
    return status === 'queued' && startAt === null ? [{ type: 'ReleaseReady' }] : [];
  return [lacking.length > 0 ? preparation(lacking) : { type: 'ReleaseReady' }];
}

export function withStart<Of extends { startAt?: Instant }>(plan: Of, startAt: Instant | null): Of {
  const { startAt: _, ...rest } = plan;
  return (startAt === null ? rest : { ...rest, startAt }) as Of;
}

function lookAhead(release: Release, world: World): ReleaseEvent[] {
  const { plan, schedule } = release;
  const { startAt } = plan;
  if (startAt === undefined || world.now >= startAt || !BEFORE_TURN.includes(release.status)) return [];
  const mark = schedule.ahead.filter(each => world.now >= startAt - MARK_MS[each]).at(-1);
  return mark ? [{ type: 'StartNeared', mark, lacking: lackingAtStart(release, world) }] : [];
}

/** What would keep it from starting at its time, were nothing done until then. */
export function lackingAtStart(release: Release, world: World): StartLack[] {
  const { plan, poll, terms, status } = release;
  const at = Math.max(world.now, plan.startAt ?? world.now);
  const lacking: StartLack[] = [];
  if (status === 'held' || status === 'rejected') lacking.push({ lacks: 'decision', status });
  if (status === 'approving' && terms.approvals) {
    lacking.push({ lacks: 'approvals', ...missingIn(release) });
  }
  const isUnready = status === 'approving' || status === 'preparing';
  const unmet = isUnready ? unready(release, world) : lackingGates(release, world.now);
  lacking.push(...unmet.flatMap(it => (it.lacks === 'time' ? [] : [it])));
  const silent = status === 'polling' && terms.poll && poll ? silentRoles(terms.poll, poll) : [];
  if (silent.length > 0) lacking.push({ lacks: 'votes', roles: silent });
  const lock = lockAt(world.lane, at);
  if (lock) lacking.push({ lacks: 'unlock', reason: lock.reason, by: lock.by });
  const closure = closureFor(release, world.organisation, at);
  if (closure) {
    const { kind, reason, until } = closure;
    lacking.push({ lacks: 'opening', kind, reason, until });
  }
  return lacking;
}

/** Ready and its time has come: it starts, or is held with what is lacking. */
export function settleReady(release: Release, world: World): ReleaseEvent[] {
  const how = startsHow(release);
  if (how === 'by-owner') return [];
  const start: ReleaseEvent = { type: 'DeployRequested', by: TMINUS };
  const { startAt } = release.plan;
  if (how === 'by-itself' || startAt === undefined) return [start];
  if (world.now < startAt) return [];
  if (world.now > startAt + START_GRACE_MS)
    return [{ type: 'StartMissed', lacking: [{ lacks: 'attendance' }] }];
  const lacking = lackingAtStart(release, world);
  return lacking.length > 0 ? [{ type: 'StartMissed', lacking }] : [start];
}

/** Its time has come and it is not even ready. A poll that is over right then tells it itself. */
export function settleMissed(release: Release, world: World): ReleaseEvent[] {
  const { plan, schedule, status, poll } = release;
  if (plan.startAt === undefined || world.now < plan.startAt || schedule.late) return [];
  const waits =
    status === 'approving' ||
    status === 'preparing' ||
    (status === 'polling' && poll !== null && world.now < poll.closesAt);
  return waits ? [{ type: 'StartMissed', lacking: lackingAtStart(release, world) }] : [];
}

/** When its start has to be looked at, by the name of the look; none once that is over. */
export function looksAhead({ plan, schedule, status }: Release): { look: Mark | 'start'; dueAt: Instant }[] {
  const { startAt } = plan;
  if (startAt === undefined || schedule.late || !BEFORE_TURN.includes(status) || status === 'queued')
    return [];
  const [next] = schedule.ahead;
  const waits = status !== 'held' && status !== 'rejected';
  return [
    ...(next ? [{ look: next, dueAt: startAt - MARK_MS[next] }] : []),
    ...(waits ? [{ look: 'start' as const, dueAt: startAt }] : []),
  ];
}

export function evolveSchedule(schedule: Schedule, event: ScheduleEvent, at: Instant): Schedule {
  switch (event.type) {
    case 'StartMoved':
      return scheduleFrom(event.to ?? undefined, at);
    case 'StartNeared':
      return { ...schedule, ahead: MARKS.slice(MARKS.indexOf(event.mark) + 1) };
    case 'StartMissed':
      return { ...schedule, ahead: [], missed: event.lacking, late: true };
  }
}

/** Everything is in place: in time, or too late to start by itself. */
export const readyAt = (schedule: Schedule, startAt: Instant | undefined, at: Instant): Schedule =>
  startAt !== undefined && at >= startAt ? { ...schedule, ahead: [], late: true } : schedule;
