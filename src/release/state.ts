import type { Approvals, ApprovalsCommand, ApprovalsEvent } from './approvals.ts';
import type { AskingCommand } from './asking.ts';
import type { ChecklistEvent, Marks, Passed } from './checklist.ts';
import type { Closing, ClosingCommand, ClosingEvent } from './closing.ts';
import type { EndCommand, EndEvent } from './ending.ts';
import type { Gates, GatesCommand, GatesEvent } from './gates.ts';
import type { IncidentCommand, IncidentEvent, Incidents } from './incidents.ts';
import type { Lane, LaneEvent } from './lane.ts';
import type { MarkItems } from './marking.ts';
import type { Organisation, OrganisationEvent } from './organisation.ts';
import type { Override, OverrideCommand, OverrideEvent } from './override.ts';
import type { Agreement, PlanCommand, PlanEvent } from './plan.ts';
import type { Poll, PollCommand, PollEvent } from './poll.ts';
import type { ReadinessEvent } from './readiness.ts';
import type { Retirement, RetirementCommand, RetirementEvent } from './retirement.ts';
import type { Review, ReviewCommand, ReviewEvent } from './review.ts';
import type { Rollback, RollbackCommand, RollbackEvent } from './rollback.ts';
import type { Rollout, RolloutCommand, RolloutEvent } from './rollout.ts';
import type { Schedule, ScheduleCommand, ScheduleEvent } from './schedule.ts';
import type { Telling, TellingCommand, TellingEvent } from './telling.ts';
import type { Instant, PersonId, ReleaseId } from './terms.ts';
import type { Turn, TurnCommand, TurnEvent } from './turn.ts';
import type { Watch, WatchCommand, WatchEvent } from './watch.ts';

export const STATUSES = [
  'approving',
  'rejected',
  'preparing',
  'polling',
  'held',
  'ready',
  'queued',
  'starting',
  'deploying',
  'failed',
  'rolling-back',
  'completed',
  'rolled-back',
  'taken-over',
  'aborted',
] as const;
export type Status = (typeof STATUSES)[number];

/** Before its turn has come a release may still wait, be moved and be given up; nothing was carried out. */
export const BEFORE_TURN: readonly Status[] = [
  'approving',
  'rejected',
  'preparing',
  'polling',
  'held',
  'ready',
  'queued',
];

/** One version of one service going to one environment. */
export interface Release extends Agreement {
  id: ReleaseId;
  streamVersion: number;
  status: Status;
  /** Whoever submitted and whoever last revised: neither may approve. */
  requesters: PersonId[];
  plannedAt: Instant;
  revisions: number;
  /** How many of them were major; at most two per version is the goal. */
  majorChanges: number;
  approvals: Approvals;
  gates: Gates;
  /** What hands did to the items of the checklist. */
  marks: Marks;
  /** What its items rested on when the release last went on from them. */
  passed: readonly Passed[];
  /** The last request to override in an emergency; absent: there was none for this agreement. */
  override?: Override | null;
  /** What the use of an override owes; absent: none was used. */
  review?: Review | null;
  poll: Poll | null;
  turn: Turn;
  /** What came of its planned start so far; when that is, is part of the plan. */
  schedule: Schedule;
  rollout: Rollout | null;
  watch: Watch;
  rollback: Rollback | null;
  retirement: Retirement | null;
  incidents: Incidents;
  closing: Closing;
  telling: Telling;
  endedAt: Instant | null;
  /** Why it was aborted. */
  abortedBecause: string | null;
}

export type ReleaseCommand =
  | PlanCommand
  | ApprovalsCommand
  | GatesCommand
  | AskingCommand
  | MarkItems
  | OverrideCommand
  | ReviewCommand
  | PollCommand
  | ScheduleCommand
  | TurnCommand
  | RolloutCommand
  | WatchCommand
  | RollbackCommand
  | RetirementCommand
  | IncidentCommand
  | ClosingCommand
  | TellingCommand
  | EndCommand;

export type ReleaseEvent =
  | PlanEvent
  | ApprovalsEvent
  | GatesEvent
  | OverrideEvent
  | ReviewEvent
  | ReadinessEvent
  | ChecklistEvent
  | PollEvent
  | ScheduleEvent
  | TurnEvent
  | RolloutEvent
  | WatchEvent
  | RollbackEvent
  | RetirementEvent
  | IncidentEvent
  | ClosingEvent
  | TellingEvent
  | EndEvent;

/** All a decision may look at. Nothing else is read while deciding. */
export interface World {
  lane: Lane;
  organisation: Organisation;
  now: Instant;
}

/** The events a command leads to, by stream. An empty decision is no news. */
export interface Decision {
  release?: ReleaseEvent[];
  lane?: LaneEvent[];
  organisation?: OrganisationEvent[];
}
