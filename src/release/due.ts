import { askingDue } from './asking.ts';
import { remindsAt } from './closing.ts';
import { gatheringTask, isGathering, leavesMeasuring } from './gates.ts';
import { openIncident } from './incidents.ts';
import { lockAt } from './lane.ts';
import { closureFor } from './override.ts';
import { freezeTurnsAt } from './pausing-freeze.ts';
import { readyAgainAt } from './readiness.ts';
import { retiresAt } from './retirement.ts';
import { retrospectiveAt } from './retrospective.ts';
import { nextChaseAt, openReview } from './review.ts';
import type { Rollback } from './rollback.ts';
import { currentStep } from './rollout.ts';
import { looksAhead } from './schedule.ts';
import type { Release, World } from './state.ts';
import { leadTimeAt, reportAt } from './telling.ts';
import type { Instant } from './terms.ts';
import { isWatched } from './watch.ts';

/** Work the present state calls for. `task` is unique within the release. */
export interface DueTask {
  task: string;
  dueAt: Instant;
  /** Rollback work: own queue, own workers. */
  urgent: boolean;
  /** A task that comes round by itself keeps the time its last run set. */
  keepDue: boolean;
}

/** The first words of task keys; each is one job in `jobs/`. */
export const DUTIES = [
  'settle',
  'gather-gates',
  'stop-gathering',
  'look-ahead',
  'ask-approvers',
  'remind-approvers',
  'remind-again',
  'warn-owner',
  'expire-approvals',
  'tell-lead-times',
  'report-status',
  'close-poll',
  'start-deploy',
  'run-step',
  'stop-step',
  'end-bake',
  'watch',
  'end-watch',
  'roll-back',
  'retire',
  'escalate-incident',
  'ask-for-update',
  'remind-closing',
  'ask-for-retrospective',
  'chase-review',
] as const;
export type Duty = (typeof DUTIES)[number];

/** The one task that is due again and again while a release is watched. */
export const TICK: Duty = 'watch';

export const dutyOf = (task: string): string => task.split('/', 1)[0] ?? '';

/** Wait before a failed attempt is repeated: 2 s, 4 s, 8 s … at most a minute. */
export const retryAfterMs = (attempt: number): number =>
  attempt === 0 ? 0 : Math.min(60_000, 1000 * 2 ** attempt);

/**
 * What is due in this state, and when. It replaces whatever was due before. Lane and organisation are looked at
 * only where they count.
 */
export function due(release: Release, world: World): DueTask[] {
  const { now } = world;
  const tasks: DueTask[] = [];
  const add = (task: string, dueAt: Instant, more: Partial<DueTask> = {}) =>
    tasks.push({ task, dueAt, urgent: false, keepDue: false, ...more });
  const { status, poll, watch, rollback } = release;
  for (const { task, dueAt } of askingDue(release, now)) add(task, dueAt);
  const readyAt = status === 'preparing' ? readyAgainAt(release, { now }) : null;
  if (readyAt !== null) add('settle', readyAt);
  if (leavesMeasuring(release)) add('stop-gathering', now);
  if (isGathering(release)) add(gatheringTask(release), now, { keepDue: true });
  for (const { look, dueAt } of looksAhead(release)) add(`look-ahead/${look}`, dueAt);
  const leadAt = leadTimeAt(release);
  if (leadAt !== null) add('tell-lead-times', leadAt);
  const statusAt = reportAt(release);
  if (statusAt !== null) add('report-status', statusAt);
  if (status === 'polling' && poll) add('close-poll', poll.closesAt);
  if (status === 'queued') {
    // Whoever leaves the lane or lifts a lock wakes the queue; the end of a lock or freeze has nobody to do so.
    const opensAt = lockAt(world.lane, now)?.until ?? closureFor(release, world.organisation, now)?.until;
    if (opensAt != null) add('settle', opensAt);
  }
  if (status === 'starting') add('start-deploy', now);
  if (status === 'deploying') {
    addStep(release, now, add);
    const turnsAt = freezeTurnsAt(release, world);
    if (turnsAt !== null) add('settle', turnsAt);
  }
  if (status === 'aborted') {
    // Only a first deploy is aborted in the middle of an operation; any other is rolled back.
    const current = currentStep(release);
    if (current?.state.is === 'running') add(`stop-step/${current.step.id}`, now);
  }
  if (status === 'rolling-back' && rollback) {
    // The key names the part: when the rollback moves on, whoever still works on an earlier part loses its row.
    add(`roll-back/${rollback.at}`, rollbackDueAt(rollback, now), { urgent: true });
  }
  if (isWatched(release)) add(TICK, now, { keepDue: true });
  if (status === 'completed' && watch.until !== null) add('end-watch', watch.until);
  const reminderAt = remindsAt(release, now);
  if (reminderAt !== null) add('remind-closing', reminderAt);
  const lookBack = retrospectiveAt(release);
  if (lookBack) add('ask-for-retrospective', lookBack.tellAt);
  const oldEndsAt = retiresAt(release);
  if (oldEndsAt !== null) add('retire', oldEndsAt);
  const incident = openIncident(release);
  if (incident?.answerBy != null) add('escalate-incident', incident.answerBy);
  if (incident?.nextUpdateAt != null) add('ask-for-update', incident.nextUpdateAt);
  const review = openReview(release);
  if (review) add('chase-review', nextChaseAt(review));
  return tasks;
}

/** A second round asserts everything again at once; from the third on something keeps undoing it. */
function rollbackDueAt({ operation, attempt, round, failedAt }: Rollback, now: Instant): Instant {
  if (operation || failedAt === null) return now;
  const waitMs = retryAfterMs(attempt > 0 ? attempt : Math.max(0, round - 2));
  // Counted from the failure, so that other news does not put it off; never longer, whatever the clock does.
  return Math.min(now + waitMs, Math.max(now, failedAt + waitMs));
}

function addStep(release: Release, now: Instant, add: (task: string, dueAt: Instant) => void): void {
  const current = currentStep(release);
  if (!current || !release.rollout) return;
  const { state, step } = current;
  const { paused, asked } = release.rollout;
  // A running operation is followed to its end also while paused; only the next one waits.
  if (state.is === 'running') add(`run-step/${step.id}`, now);
  if (paused || asked) return;
  if (state.is === 'waiting') add(`run-step/${step.id}`, now + retryAfterMs(state.attempt));
  if (state.is === 'baking') add(`end-bake/${step.id}`, state.until);
}
