import { isExpired } from '../release/approvals.ts';
import { checklistOf, mayMark, openItems } from '../release/checklist.ts';
import { unanswered } from '../release/closing.ts';
import { hasEnded } from '../release/ending.ts';
import { blockingGates } from '../release/gates.ts';
import { groupsTold, isTaken, openIncident } from '../release/incidents.ts';
import { type Lane, lockAt } from '../release/lane.ts';
import { isHeldByPoll } from '../release/poll.ts';
import { openReview } from '../release/review.ts';
import { currentStep } from '../release/rollout.ts';
import { startsHow } from '../release/schedule.ts';
import type { Release } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { hasNoSay, isTheirs, ownerOf, sayOf } from '../release/voices.ts';
import type { Words } from '../words/words.ts';
import { isPermitted, withEmergency } from './offers-in-emergency.ts';
import type { Reader } from './scene.ts';

/** What a button asks for; its `action_id`. */
export type Deed = keyof Words['buttons'];

/** Whether going back is possible: something went out, there is a version before it, and nothing newer went out since. */
export function canRollBack({ id, status, rollout }: Release, lane: Lane): boolean {
  if (!rollout?.changed || rollout.from === null) return false;
  if (lane.current !== null && lane.current.release !== id) return false;
  return status === 'deploying' || status === 'failed' || status === 'completed';
}

/** Refusals that an exception gets out of the way. */
const CLOSED: readonly string[] = ['frozen', 'outside-window'];

/** What can be done about its incident now. */
export function incidentOffers(release: Release): Deed[] {
  const incident = openIncident(release);
  if (!incident) return [];
  return isTaken(incident)
    ? ['incident-update', 'incident-resolve']
    : ['incident-ack', 'incident-update', 'incident-resolve'];
}

/** What can be done with the release now, the most likely first. */
export const offersOf = (release: Release, lane: Lane, now: Instant): Deed[] => {
  const ofStatus = withEmergency(offersOfStatus(release, lane, now), release, isClosed(release));
  const ofIncident = incidentOffers(release).filter(deed => deed !== 'incident-resolve');
  // Going back comes before talking about it.
  return [...ofStatus.filter(deed => deed !== 'show'), ...ofIncident, 'show'];
};

/** Whether the calendar is in its way. */
const isClosed = ({ turn: { waitingFor, held } }: Release): boolean =>
  ['freeze', 'release-window'].includes(waitingFor ?? '') || CLOSED.includes(held?.refusal ?? '');

function offersOfStatus(release: Release, lane: Lane, now: Instant): Deed[] {
  const unlock: Deed[] = lockAt(lane, now) ? ['unlock'] : [];
  const back: Deed[] = canRollBack(release, lane) ? ['rollback-now'] : [];
  const nobodyMay = release.turn.exceptionsBy?.length === 0;
  const exception: Deed[] = isClosed(release) && !nobodyMay ? ['except'] : [];
  const list: Deed[] = checklistOf(release).length > 0 ? ['checklist'] : [];
  const gates: Deed[] = blockingGates(release, now).length > 0 ? ['gates'] : [];
  switch (release.status) {
    case 'approving':
      return isExpired(release, now)
        ? ['ask-again', 'edit', 'abort', 'show']
        : ['approve', 'reject', ...gates, ...list, 'edit', 'abort', 'show'];
    case 'rejected':
      return ['edit', 'abort', 'show'];
    case 'preparing':
      return [...gates, ...list, 'edit', 'abort', 'show'];
    case 'polling':
      return ['go', 'no-go', ...gates, ...list, 'edit', 'abort', 'show'];
    case 'held':
      return [
        isHeldByPoll(release) ? 'reopen' : 'deploy',
        ...exception,
        ...gates,
        'edit',
        'abort',
        ...unlock,
        'show',
      ];
    case 'ready':
      return startsHow(release) === 'at-its-time'
        ? ['reschedule', ...gates, ...list, 'edit', 'abort', 'show']
        : ['deploy', ...gates, ...list, 'edit', 'abort', 'show'];
    case 'queued':
      return [...unlock, ...exception, ...gates, 'edit', 'abort', 'show'];
    case 'starting':
      return ['abort', 'show'];
    case 'deploying':
      return [...duringRollout(release), ...(back.length > 0 ? back : (['abort'] as const)), 'show'];
    case 'failed':
      return release.rollout?.changed
        ? ['retry', ...(back.length > 0 ? back : (['abort'] as const)), 'show']
        : ['retry', 'edit', 'abort', 'show'];
    case 'rolling-back':
      return ['take-over', 'show'];
    case 'completed':
      return [...(release.terms.closing ? (['accept', 'problem'] as const) : []), ...back, ...list, 'show'];
    case 'rolled-back':
    case 'taken-over':
      return [...unlock, 'show'];
    case 'aborted':
      return ['show'];
  }
}

function duringRollout(release: Release): Deed[] {
  const state = currentStep(release)?.state.is;
  const deeds: Deed[] = [release.rollout?.paused ? 'resume' : 'pause'];
  if (state === 'baking' && !release.watch.finding) deeds.push('promote');
  if (state === 'unclear' || state === 'failed') deeds.unshift('retry');
  return deeds;
}

/** Those of the offers that this person may take. Whether they really may is decided when they do. */
export function offersTo(reader: Reader, release: Release, lane: Lane, now: Instant): Deed[] {
  const { person, groups, roles } = reader;
  const asked = isTheirs(release, person);
  const rule = release.terms.approvals;
  const inSay = (own: readonly string[]) => rule !== null && sayOf(rule).some(group => own.includes(group));
  const isGiven = (of: PersonId) => release.approvals.given.some(voice => ownerOf(voice) === of);
  const lent = (reader.lent ?? []).filter(voice => !hasNoSay(release, voice.of) && inSay(voice.groups));
  const hasSay = inSay(groups) || lent.length > 0;
  const votes = release.terms.poll?.roles.some(role => roles.includes(role)) ?? false;
  const couldGive = (inSay(groups) && !isGiven(person)) || lent.some(voice => !isGiven(voice.of));
  const accepts = release.terms.closing?.roles.some(role => roles.includes(role)) ?? false;
  const may: Partial<Record<Deed, boolean>> = {
    approve: couldGive && !asked,
    reject: hasSay && !asked,
    go: votes,
    'no-go': votes,
    accept: accepts,
    problem: accepts,
    deploy: asked || release.terms.permissions?.deploy !== undefined,
    'ask-again': asked,
    edit: asked || release.terms.permissions?.edit !== undefined,
    reschedule: asked || release.terms.permissions?.reschedule !== undefined,
  };
  return offersOf(release, lane, now).filter(
    deed => (may[deed] ?? true) && isPermitted(deed, reader, release),
  );
}

/** An incident nobody has waits for the owner and everybody it was passed on to; then for whoever has it or leads it. */
function incidentWaitsFor({ person, groups }: Reader, release: Release): boolean {
  const incident = openIncident(release);
  if (!incident) return false;
  const { acknowledged, commander } = incident;
  const has = acknowledged?.by.via === 'slack' ? acknowledged.by.person : null;
  if (person === commander || person === has) return true;
  if (isTaken(incident)) return false;
  return person === release.plan.owner || groupsTold(release).some(group => groups.includes(group));
}

/** Whether the release waits for something only this person, or people like them, can give. */
export function waitsFor(reader: Reader, release: Release, lane: Lane, now: Instant): boolean {
  // The review of an override is owed by whoever owns the release, also when it was taken back.
  if (openReview(release) && release.plan.owner === reader.person) return true;
  if (incidentWaitsFor(reader, release)) return true;
  if (release.status === 'completed') return unanswered(release).some(role => reader.roles.includes(role));
  if (hasEnded(release.status)) return false;
  const offers = offersTo(reader, release, lane, now);
  if (offers.includes('approve') || offers.includes('grant')) return true;
  if (release.status === 'preparing') {
    return openItems(release, 'before', now).some(item =>
      mayMark(item, reader.person, reader.roles, release),
    );
  }
  if (offers.includes('go')) {
    const mine = release.terms.poll?.roles.filter(role => reader.roles.includes(role)) ?? [];
    return mine.some(role => !release.poll?.votes.some(vote => vote.role === role));
  }
  if (release.plan.owner !== reader.person) return false;
  if (release.status === 'ready' && startsHow(release) === 'at-its-time') return false;
  const decides = ['rejected', 'held', 'ready', 'failed'].includes(release.status);
  return decides || release.rollout?.asked != null;
}
