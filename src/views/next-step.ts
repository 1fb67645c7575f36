import { isExpired } from '../release/approvals.ts';
import { openItems } from '../release/checklist.ts';
import { unanswered } from '../release/closing.ts';
import { emptyOrganisation } from '../release/organisation.ts';
import { closureFor, openRequest } from '../release/override.ts';
import { passedNoReturn } from '../release/point-of-no-return.ts';
import { isHeldByPoll } from '../release/poll.ts';
import { openReview } from '../release/review.ts';
import { currentStep } from '../release/rollout.ts';
import { startsHow } from '../release/schedule.ts';
import type { Release } from '../release/state.ts';
import { TMINUS } from '../release/terms.ts';
import { deadline, inline } from '../words/mrkdwn.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import { waitingForApprovals } from './approvals-part.ts';
import { waitingForVotes } from './poll-part.ts';
import { gatesAtStart, lackingLines } from './readiness-part.ts';
import type { Scene } from './scene.ts';

/** Where it stands and what comes next, and who has to do it. In mrkdwn. */
export const nextStep = (release: Release, scene: Scene): string =>
  [...overrideLines(release, scene), missedSays(release, scene), stepOfStatus(release, scene)]
    .filter(Boolean)
    .join('\n');

/** An override that is asked for overtakes what the release waits for otherwise; a review is owed whatever became of it. */
function overrideLines(release: Release, { words: { card } }: Scene): string[] {
  const open = openRequest(release);
  const asks = open
    ? [card.overrideAsked(open.asked.by, open.asked.reason, release.terms.override?.by ?? [])]
    : [];
  const owed = openReview(release);
  return owed ? [...asks, card.reviewDue(owed.dueAt)] : asks;
}

function stepOfStatus(release: Release, scene: Scene): string {
  const { words, now } = scene;
  const { card, formats } = words;
  const { status, plan, approvals, rollback, watch } = release;
  switch (status) {
    case 'approving':
      return formats.sentences([heldBecause(release, scene), approvalsNext(release, scene)]);
    case 'rejected':
      return `${approvals.rejection ? `${card.rejected(approvals.rejection)}\n` : ''}${card.afterRejection(plan.owner)}`;
    case 'preparing':
      return formats.sentences(lackingLines(release, scene));
    case 'polling':
      return [waitingForVotes(release, scene), ...gatesAtStart(release, scene)].join(' ');
    case 'held':
      return isHeldByPoll(release)
        ? formats.sentences([pollHold(release, scene), card.pollHeld(plan.owner)])
        : formats.sentences([heldBecause(release, scene), card.held(plan.owner)]);
    case 'ready':
      return [readySays(release, scene), ...gatesAtStart(release, scene)].join(' ');
    case 'queued':
      return [queued(release, scene), ...gatesAtStart(release, scene)].join(' ');
    case 'starting':
      return card.starting;
    case 'deploying':
      return deploying(release, scene);
    case 'failed':
      return formats.sentences([failure(release, scene), failedSays(release, scene)]);
    case 'rolling-back': {
      if (!rollback) return '';
      const part = rollback.parts[rollback.at];
      const now = part ? words.terms.part(part, rollback.bad, rollback.to) : '';
      return formats.sentences([
        card.rollingBack(rollback.bad, rollback.to, now),
        rollback.troubled ? card.troubled : '',
      ]);
    }
    case 'completed': {
      const watched = watch.until === null ? '' : card.watchedUntil(deadline(watch.until, now, formats));
      return formats.sentences([card.completed(plan.version), watched, ...closingStep(release, scene)]);
    }
    case 'rolled-back': {
      if (!rollback) return '';
      const took = release.endedAt === null ? '' : card.rolledBackIn(release.endedAt - rollback.startedAt);
      return formats.sentences([card.rolledBack(rollback.to), took]);
    }
    case 'taken-over':
      return card.takenOver;
    case 'aborted':
      return card.aborted(release.abortedBecause);
  }
}

function readySays(release: Release, { words: { card, schedule } }: Scene): string {
  const { plan, schedule: planned } = release;
  const how = startsHow(release);
  if (plan.startAt !== undefined && how === 'at-its-time') return schedule.startsAt(plan.startAt);
  if (planned.missed === null && planned.late) return schedule.readyLate(plan.owner);
  return how === 'by-itself' ? card.startsByItself : card.ready(plan.owner);
}

/** Its time came and it did not start. */
function missedSays({ plan, schedule: { missed }, status }: Release, { words: { schedule } }: Scene): string {
  const waits = ['approving', 'preparing', 'polling', 'ready'].includes(status);
  return missed && plan.startAt !== undefined && waits
    ? schedule.missed(plan.startAt, missed, plan.owner)
    : '';
}

/** Whoever is asked again is not waited for before that. */
export function approvalsNext(release: Release, scene: Scene): string {
  if (!isExpired(release, scene.now)) return waitingForApprovals(release, scene);
  return scene.words.card.askAgain(release.plan.owner, release.approvals.given.length);
}

function closingStep(release: Release, { now, words: { checklist } }: Scene): string[] {
  const roles = unanswered(release);
  const open = openItems(release, 'after', now).length;
  return [
    ...(roles.length > 0 ? [checklist.toAccept(roles)] : []),
    ...(open > 0 ? [checklist.leftOpen(open)] : []),
  ];
}

function heldBecause({ turn, plan }: Release, { words }: Scene): string {
  return turn.held ? words.card.heldBecause(sayRefusal(turn.held, words, plan)) : '';
}

/** The poll as it ended, in the words of the event that ended it. */
function pollHold(release: Release, { words }: Scene): string {
  const outcome = release.poll?.outcome;
  return outcome?.is === 'hold' ? words.card.holdBecause(outcome) : '';
}

function queued(release: Release, { lane, organisation = emptyOrganisation, now, words }: Scene): string {
  const { id, turn } = release;
  if (turn.waitingFor === 'lock') return words.card.waitsForLock;
  if (turn.waitingFor === 'freeze' || turn.waitingFor === 'release-window') {
    const until = closureFor(release, organisation, now)?.until ?? null;
    return turn.waitingFor === 'freeze' ? words.card.waitsForFreeze(until) : words.card.waitsForWindow(until);
  }
  const place = lane.queue.indexOf(id) + 1;
  return words.card.placeInQueue(
    Math.max(1, place),
    Math.max(1, lane.queue.length),
    lane.holder,
    release.plan,
  );
}

function deploying(release: Release, { words, now }: Scene): string {
  const { card } = words;
  const { rollout, plan, watch } = release;
  const current = currentStep(release);
  const state = current?.state;
  const canGoBack = rollout?.changed === true && rollout.from !== null;
  const says: string[] = [];
  if (state?.is === 'unclear') says.push(card.unclear(plan.owner, canGoBack));
  else if (rollout?.asked) says.push(card.asked(plan.owner, words.because(rollout.asked.why), canGoBack));
  const freeze = rollout?.paused?.freeze;
  if (freeze && rollout.paused?.by === TMINUS)
    says.push(words.freeze.paused(rollout.paused.why, freeze.until));
  else if (rollout?.paused) says.push(card.paused(rollout.paused.by, rollout.paused.why, rollout.paused.at));
  if (watch.lost) says.push(card.metricsLost(watch.lost.why));
  if (says.length > 0) return words.formats.sentences(says);
  if (state?.is === 'baking') {
    return card.baking(rollout?.traffic ?? 0, deadline(state.until, now, words.formats));
  }
  return current ? card.stepRunning(current.step.title) : '';
}

function failedSays(release: Release, { words: { card } }: Scene): string {
  const { plan, rollout } = release;
  const passed = rollout?.from == null ? null : passedNoReturn(release);
  return passed
    ? card.failedPastReturn(plan.owner, passed.title)
    : card.failed(plan.owner, rollout?.changed ?? false);
}

function failure(release: Release, { words }: Scene): string {
  const current = currentStep(release);
  return current?.state.is === 'failed'
    ? `${inline(words.written(current.step.title))}: ${inline(current.state.why)}.`
    : '';
}
