import { missingIn } from './approvals.ts';
import { settleSeats } from './automatic-seats.ts';
import { passedNow } from './checklist.ts';
import { blockingGates } from './gates.ts';
import { settleIncidents } from './incidents.ts';
import { isOverridden } from './override.ts';
import { settleFreeze } from './pausing-freeze.ts';
import { isHeldByPoll, outcomeOf, pollOpened } from './poll.ts';
import { preparation, unready } from './readiness.ts';
import { settleRollback } from './rollback.ts';
import { settleMissed, settleReady } from './schedule.ts';
import { settleRollout } from './settle-rollout.ts';
import type { Decision, Release, ReleaseEvent, World } from './state.ts';
import { settleTurn } from './turn.ts';

/**
 * What follows by rule from the present state, one move at a time; an empty decision when nothing does.
 * The engine folds the move in and asks again. No listener or job decides any of this.
 */
export function settle(release: Release, world: World): Decision {
  const move = settleSeats(release, world.now) ?? settleStatus(release, world);
  if (hasNews(move)) return move;
  const missed = { release: settleMissed(release, world) };
  // What goes on by itself goes on first: an incident tells of where it leads.
  return hasNews(missed) ? missed : { release: settleIncidents(release) };
}

const hasNews = ({ release = [], lane = [], organisation = [] }: Decision): boolean =>
  release.length + lane.length + organisation.length > 0;

function settleStatus(release: Release, world: World): Decision {
  switch (release.status) {
    case 'approving':
      return { release: settleApprovals(release, world) };
    case 'preparing':
      return { release: settlePreparation(release, world) };
    case 'polling':
      return { release: settlePolling(release, world) };
    case 'rejected':
      return { release: isOverridden(release) ? afterOverride(release, world) : [] };
    case 'held':
      return { release: isOverridden(release) && isHeldByPoll(release) ? afterOverride(release, world) : [] };
    case 'ready':
      return { release: settleReady(release, world) };
    case 'queued':
      return settleTurn(release, world);
    case 'deploying':
      return settleDeploying(release, world);
    case 'rolling-back':
      return settleRollback(release, world);
    case 'completed': {
      const superseded = release.watch.until !== null && world.lane.current?.release !== release.id;
      return superseded ? { release: [{ type: 'WatchEnded', because: 'superseded' }] } : {};
    }
    default:
      return {};
  }
}

function settleApprovals(release: Release, world: World): ReleaseEvent[] {
  const { terms, approvals } = release;
  if (isOverridden(release)) return afterOverride(release, world);
  if (approvals.rejection || missingIn(release).seats > 0) return [];
  // First by itself: that approvals are complete is evidence the checklist may ask for.
  if (terms.approvals && approvals.completedAt === null) return [{ type: 'ApprovalsCompleted' }];
  const lacking = unready(release, world);
  return lacking.length > 0 ? [preparation(lacking)] : afterPreparation(release, world);
}

function settlePreparation(release: Release, world: World): ReleaseEvent[] {
  return unready(release, world).length > 0 ? [] : afterPreparation(release, world);
}

/** Nobody is asked any more; what an override does not set aside is still waited for. */
function afterOverride(release: Release, world: World): ReleaseEvent[] {
  const lacking = unready(release, world);
  return lacking.length > 0 ? [preparation(lacking)] : afterPreparation(release, world);
}

function afterPreparation(release: Release, { now }: World): ReleaseEvent[] {
  const poll = isOverridden(release) ? null : release.terms.poll;
  const next: ReleaseEvent = poll ? pollOpened(poll, release, now) : { type: 'ReleaseReady' };
  return [...passedNow(release, now), next];
}

/**
 * Nobody votes past a gate that fails meanwhile: what it waits for is said at once, and votes are asked for anew. Evidence
 * that is only being measured again, or grew old, is judged before the start.
 */
function settlePolling(release: Release, world: World): ReleaseEvent[] {
  if (isOverridden(release)) return afterOverride(release, world);
  const hasFailed = blockingGates(release, world.now).some(({ verdict }) => verdict.is === 'failed');
  return hasFailed ? [preparation(unready(release, world), true)] : settlePoll(release);
}

function settlePoll({ terms, poll }: Release): ReleaseEvent[] {
  const outcome = terms.poll && poll && outcomeOf(terms.poll, poll);
  if (!outcome) return [];
  const closed: ReleaseEvent = { type: 'PollClosed', outcome };
  return outcome.is === 'go' ? [closed, { type: 'ReleaseReady' }] : [closed];
}

function settleDeploying(release: Release, world: World): Decision {
  const back = settleRollback(release, world);
  if (back.release) return back;
  const frozen = settleFreeze(release, world);
  const events = frozen.length > 0 ? frozen : settleRollout(release);
  if (events[0]?.type !== 'ReleaseCompleted') return { release: events };
  const { id, plan } = release;
  return {
    release: events,
    lane: [
      { type: 'VersionReleased', release: id, version: plan.version },
      { type: 'LaneLeft', release: id },
    ],
  };
}
