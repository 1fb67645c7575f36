import { evolveApprovals, openApprovals } from './approvals.ts';
import { doWithout, evolveSeats } from './automatic-seats.ts';
import { evolveMarks } from './checklist.ts';
import { evolveClosing, noClosing } from './closing.ts';
import { evolveGates, gatesAfterRevision, openGates } from './gates.ts';
import { noIncidents } from './incidents.ts';
import { evolveIncidents } from './incidents-state.ts';
import { evolveOverride, isOverridden } from './override.ts';
import { evolvePoll } from './poll.ts';
import { evolveRetirement } from './retirement.ts';
import { evolveReview, reviewAfterUse } from './review.ts';
import { changeOwner, isMajor } from './revision.ts';
import { evolveRollback } from './rollback-state.ts';
import { evolveRollout } from './rollout-state.ts';
import { evolveSchedule, readyAt, scheduleFrom, withStart } from './schedule.ts';
import type { Release, ReleaseEvent } from './state.ts';
import { ENDINGS, STATUS_AFTER } from './status-after.ts';
import { evolveTelling, nothingTold } from './telling.ts';
import type { Instant, ReleaseId } from './terms.ts';
import { evolveTurn, noTurn, turnAgain } from './turn.ts';
import { afresh, evolveWatch, noWatch, overruled } from './watch.ts';

/** Folds one event into a release. `ReleasePlanned` begins it; any other event needs one. */
export function evolve(release: Release | null, event: ReleaseEvent, at: Instant, id: ReleaseId): Release {
  if (event.type === 'ReleasePlanned') return plan(id, event, at);
  if (!release) throw new Error(`stream of ${id} does not begin with ReleasePlanned but ${event.type}`);
  const held = event.type === 'PollClosed' && event.outcome.is === 'hold';
  const short =
    (event.type === 'SeatsWithdrawn' && !doWithout(release)) ||
    (event.type === 'OwnerChanged' && event.reopens);
  const next: Release = {
    ...evolveSlices(release, event, at),
    streamVersion: release.streamVersion + 1,
    status: held ? 'held' : short ? 'approving' : (STATUS_AFTER[event.type] ?? release.status),
  };
  return ENDINGS.includes(event.type) ? { ...next, endedAt: at } : next;
}

function plan(id: ReleaseId, event: Extract<ReleaseEvent, { type: 'ReleasePlanned' }>, at: Instant): Release {
  return {
    ...event.agreement,
    id,
    streamVersion: 1,
    status: 'approving',
    requesters: [event.by],
    plannedAt: at,
    revisions: 0,
    majorChanges: 0,
    approvals: openApprovals(at),
    gates: openGates(at),
    marks: {},
    passed: [],
    poll: null,
    turn: noTurn,
    schedule: scheduleFrom(event.agreement.plan.startAt, at),
    rollout: null,
    watch: noWatch,
    rollback: null,
    retirement: null,
    incidents: noIncidents,
    closing: noClosing,
    telling: nothingTold(at),
    endedAt: null,
    abortedBecause: null,
  };
}

function evolveSlices(
  release: Release,
  event: Exclude<ReleaseEvent, { type: 'ReleasePlanned' }>,
  at: Instant,
): Release {
  switch (event.type) {
    case 'PlanRevised':
      return {
        ...plan(release.id, { ...event, type: 'ReleasePlanned' }, at),
        requesters: [...new Set([release.requesters[0] ?? event.by, event.by])],
        plannedAt: release.plannedAt,
        revisions: release.revisions + 1,
        majorChanges: release.majorChanges + (isMajor(event.changes ?? []) ? 1 : 0),
        ...(event.agreement.plan.startAt === release.plan.startAt && { schedule: release.schedule }),
        incidents: release.incidents,
        streamVersion: release.streamVersion,
        ...(event.agreement.plan.startAt === release.plan.startAt && { telling: release.telling }),
        gates: gatesAfterRevision(release.gates, event.agreement.plan.commit, at),
        ...(release.review && { review: release.review }),
      };
    case 'OwnerChanged':
      return changeOwner(release, event);
    case 'ApprovalsVoided':
      return {
        ...release,
        digest: event.digest,
        plan: { ...release.plan, commit: event.commit },
        approvals: evolveApprovals(release.approvals, event, at),
        gates:
          event.commit === release.plan.commit
            ? release.gates
            : gatesAfterRevision(release.gates, event.commit, at),
        // What people ticked, they ticked about the commit there was.
        marks: event.commit === release.plan.commit ? release.marks : {},
        poll: null,
        turn: { ...noTurn, held: release.turn.held },
      };
    case 'ApprovalGiven':
    case 'ReleaseRejected':
    case 'ApprovalsCompleted':
    case 'ApproversAsked':
    case 'ApproversReminded':
    case 'ReminderSnoozed':
    case 'ApprovalsRunningOut':
    case 'ApprovalsExpired':
    case 'ApprovalsAskedAgain':
      return { ...release, approvals: evolveApprovals(release.approvals, event, at) };
    case 'SeatsFilled':
      return { ...release, approvals: evolveSeats(release, event, at) };
    case 'SeatsWithdrawn':
      return {
        ...release,
        approvals: evolveSeats(release, event, at),
        ...(!doWithout(release) && { poll: null, turn: { ...noTurn, held: release.turn.held } }),
      };
    case 'OverrideAsked':
    case 'OverrideGranted':
    case 'OverrideRefused':
      return { ...release, override: evolveOverride(release, event, at) };
    case 'ReviewChased':
    case 'ReviewDone':
      return { ...release, review: evolveReview(release.review, event, at) };
    case 'PreparationStarted':
      // Votes that came before what is lacking now no longer count, nor does a wish to deploy.
      return { ...release, poll: null, turn: turnAgain(release.turn) };
    case 'EvidenceRecorded':
    case 'GatesRerun':
    case 'GatesSkipped':
      return { ...release, gates: evolveGates(release.gates, event, at) };
    case 'ItemTicked':
    case 'ItemUnticked':
      return { ...release, marks: evolveMarks(release.marks, event, at) };
    case 'ChecklistPassed':
      return { ...release, passed: event.items };
    case 'ReleaseAccepted':
    case 'ProblemReported':
    case 'ClosingReminded':
      return { ...release, closing: evolveClosing(release.closing, event, at) };
    case 'PollOpened':
    case 'VoteCast':
    case 'PollClosed':
      return { ...release, poll: evolvePoll(release.poll, event, at) };
    case 'StartMoved':
      return {
        ...release,
        plan: withStart(release.plan, event.to),
        schedule: evolveSchedule(release.schedule, event, at),
        telling: evolveTelling(release.telling, event, at),
      };
    case 'LeadTimeReached':
    case 'StatusReported':
    case 'RetrospectiveDue':
      return { ...release, telling: evolveTelling(release.telling, event, at) };
    case 'StartNeared':
    case 'StartMissed':
      return { ...release, schedule: evolveSchedule(release.schedule, event, at) };
    case 'ReleaseReady':
      return {
        ...release,
        turn: evolveTurn(release.turn, event, at),
        schedule: readyAt(release.schedule, release.plan.startAt, at),
      };
    case 'DeployRequested':
    case 'Queued':
    case 'ExceptionMade':
    case 'TurnCame':
    case 'DeployHeld':
      return { ...release, turn: evolveTurn(release.turn, event, at) };
    case 'TriggerFired':
    case 'AlertResolved':
    case 'MetricsLost':
    case 'MetricsReturned':
    case 'WatchEnded':
      return { ...release, watch: evolveWatch(release.watch, event, at) };
    case 'RollbackStarted':
    case 'RollbackPartStarted':
    case 'RollbackPartDone':
    case 'RollbackPartFailed':
    case 'RollbackTroubled':
    case 'RollbackTakenOver':
    case 'RolledBack':
      return { ...release, rollback: evolveRollback(release.rollback, event, at) };
    case 'RetirementStarted':
    case 'VersionRetired':
    case 'VersionKept':
      return { ...release, retirement: evolveRetirement(release.retirement, event, at) };
    case 'IncidentOpened':
    case 'IncidentRaised':
    case 'IncidentAcknowledged':
    case 'CommanderNamed':
    case 'IncidentUpdated':
    case 'IncidentEscalated':
    case 'UpdateOverdue':
    case 'IncidentResolved':
      return { ...release, incidents: evolveIncidents(release, event, at) };
    case 'ReleaseAborted':
      return { ...release, abortedBecause: event.reason };
    default:
      return {
        ...release,
        rollout: evolveRollout(release.rollout, event, at, release.runbook),
        watch: watchAfter(release, event, at),
        ...(event.type === 'DeployStarted' &&
          isOverridden(release) && { review: reviewAfterUse(release, at) }),
      };
  }
}

function watchAfter(release: Release, event: ReleaseEvent, at: Instant) {
  const { watch, terms } = release;
  if (event.type === 'RolloutResumed') return overruled(watch, event.by);
  if (event.type === 'PhaseCompleted') return afresh(event.promotedBy ? { ...watch, lost: null } : watch);
  if (event.type === 'ReleaseCompleted') {
    const { everyMs, afterMs } = terms.watch;
    return { ...afresh(watch), until: everyMs > 0 && afterMs > 0 ? at + afterMs : null };
  }
  return watch;
}
