import { hasSpoken } from './asking.ts';
import { openItems } from './checklist.ts';
import { unanswered } from './closing.ts';
import { hasEnded } from './ending.ts';
import { blockingGates } from './gates.ts';
import { isTaken, type Responder } from './incidents.ts';
import type { Lane } from './lane.ts';
import type { NoticeKind } from './notices.ts';
import { OFFERED_BY, OFFERS } from './offer-end.ts';
import type { PollOutcome } from './poll.ts';
import { currentStep } from './rollout.ts';
import { BEFORE_TURN, type Release, type Status } from './state.ts';
import type { Instant, PersonId } from './terms.ts';

/** How it ended what a notice asked of people. */
export type QuestionEnd =
  /** They approved, or their voice was given by somebody else. */
  | { is: 'spoken' }
  | { is: 'approved' }
  | { is: 'rejected'; by: PersonId }
  /** Something else is asked now. */
  | { is: 'changed' }
  | { is: 'expired' }
  | { is: 'asked-again' }
  | { is: 'granted' | 'refused' | 'reviewed'; by: PersonId }
  | { is: 'polled'; outcome: PollOutcome }
  | { is: 'taken' | 'resolved'; by: Responder }
  | { is: 'updated'; by: PersonId }
  | { is: 'moved'; to: Instant | null }
  | { is: 'done' }
  /** The lane has no lock any more. */
  | { is: 'unlocked' }
  /** A newer release went out there. */
  | { is: 'superseded' }
  /** The release ended, and nobody answered for so long. */
  | { is: 'unanswered' }
  /** It is no longer as it was then. */
  | { is: 'moved-on'; status: Status };

/** The releases right after the event and as it is now with its lane, and who was asked; null: everybody there. */
export interface Asked {
  then: Release;
  present: Release;
  lane: Lane;
  person: PersonId | null;
  now: Instant;
}

/** What was asked so long ago of a release that has ended is asked no more. */
export const ASKED_FOR_MS = 14 * 24 * 3_600_000;

export type Ending = (asked: Asked) => QuestionEnd | null;

const movedOn = ({ present: { status } }: Asked): QuestionEnd => ({ is: 'moved-on', status });

/** Open as long as the release is in one of these, and the same is asked. */
const whileIn =
  (...statuses: readonly Status[]): Ending =>
  asked =>
    asked.then.digest !== asked.present.digest
      ? { is: 'changed' }
      : statuses.includes(asked.present.status)
        ? null
        : movedOn(asked);

const approval: Ending = asked => {
  const { then, present, person } = asked;
  const { rejection, completedAt, openedAt, asking } = present.approvals;
  if (then.digest !== present.digest) return { is: 'changed' };
  if (rejection) return { is: 'rejected', by: rejection.by };
  if (openedAt !== then.approvals.openedAt) return { is: 'asked-again' };
  if (person !== null && hasSpoken(present, person)) return { is: 'spoken' };
  if (present.status !== 'approving') return completedAt === null ? movedOn(asked) : { is: 'approved' };
  return asking.isExpiryTold ? { is: 'expired' } : null;
};

const expiry: Ending = asked =>
  whileIn('approving')(asked) ??
  (asked.present.approvals.openedAt === asked.then.approvals.openedAt ? null : { is: 'asked-again' });

const override: Ending = asked => {
  const { then, present } = asked;
  const { override: last } = present;
  if (last?.decided && last.asked.at === then.override?.asked.at)
    return { is: last.decided.is, by: last.decided.by };
  return whileIn(...BEFORE_TURN)(asked);
};

const poll: Ending = asked => {
  const { then, present } = asked;
  if (then.digest !== present.digest) return { is: 'changed' };
  if (present.poll?.openedAt !== then.poll?.openedAt) return movedOn(asked);
  const outcome = present.poll?.outcome ?? null;
  if (outcome) return { is: 'polled', outcome };
  return present.status === 'polling' ? null : movedOn(asked);
};

const start: Ending = asked => {
  const { then, present } = asked;
  const to = present.plan.startAt ?? null;
  if (to !== (then.plan.startAt ?? null)) return { is: 'moved', to };
  return BEFORE_TURN.includes(present.status) ? null : movedOn(asked);
};

const nearStart: Ending = asked => start(asked) ?? (asked.present.schedule.late ? movedOn(asked) : null);

const review: Ending = ({ then, present }) => {
  const { done = null, usedAt } = present.review ?? {};
  return done && usedAt === then.review?.usedAt ? { is: 'reviewed', by: done.by } : null;
};

const unclear: Ending = asked => {
  const step = currentStep(asked.present);
  const isSame = step?.step.id === currentStep(asked.then)?.step.id && step?.state.is === 'unclear';
  return whileIn('deploying')(asked) ?? (isSame ? null : movedOn(asked));
};

const decision: Ending = asked => {
  const isSame = asked.present.rollout?.asked?.at === asked.then.rollout?.asked?.at;
  return whileIn('deploying')(asked) ?? (isSame ? null : movedOn(asked));
};

const pause: Ending = asked =>
  whileIn('deploying')(asked) ?? (asked.present.rollout?.paused ? null : movedOn(asked));

const resolved: Ending = ({ then, present }) => {
  const [before, last] = [then.incidents.last, present.incidents.last];
  if (!before || !last || before.number !== last.number) return { is: 'done' };
  return last.resolved ? { is: 'resolved', by: last.resolved.by } : null;
};

const answered: Ending = asked => {
  const { last } = asked.present.incidents;
  const taken = last && isTaken(last) ? last.acknowledged : null;
  return resolved(asked) ?? (taken ? { is: 'taken', by: taken.by } : null);
};

const update: Ending = asked => {
  const [before, last] = [asked.then.incidents.last?.update, asked.present.incidents.last?.update];
  return resolved(asked) ?? (last && last.at !== before?.at ? { is: 'updated', by: last.by } : null);
};

const closing: Ending = asked => {
  const { present, now } = asked;
  if (present.status !== 'completed') return movedOn(asked);
  const isDone = unanswered(present).length === 0 && openItems(present, 'after', now).length === 0;
  return isDone ? { is: 'done' } : null;
};

const gates: Ending = asked =>
  whileIn(...BEFORE_TURN)(asked) ??
  (blockingGates(asked.present, asked.now).length === 0 ? { is: 'done' } : null);

/** Kinds that want something, or that are no news any more once it is otherwise. */
const ENDINGS: Partial<Record<NoticeKind, Ending>> = {
  EvidenceRecorded: gates,
  ApproversAsked: approval,
  ApproversReminded: approval,
  ApprovalsRunningOut: asked => approval({ ...asked, person: null }),
  ApprovalsExpired: expiry,
  ReleaseRejected: whileIn('rejected'),
  OverrideAsked: override,
  ReviewChased: review,
  PreparationStarted: whileIn('preparing'),
  PollOpened: poll,
  ReleaseReady: whileIn('ready'),
  StartMoved: start,
  StartNeared: nearStart,
  StartMissed: start,
  Queued: whileIn('queued'),
  DeployHeld: whileIn('held'),
  StepUnclear: unclear,
  DecisionAsked: decision,
  RolloutPaused: pause,
  ReleaseFailed: whileIn('failed'),
  RollbackTroubled: whileIn('rolling-back'),
  ClosingReminded: closing,
  IncidentOpened: answered,
  IncidentRaised: answered,
  IncidentEscalated: answered,
  IncidentAcknowledged: resolved,
  IncidentUpdated: resolved,
  UpdateOverdue: update,
};

const endings = { ...ENDINGS, ...OFFERS };

/** Whether a notice of this kind is over one day. */
export const hasEnding = (kind: string): kind is NoticeKind => Object.hasOwn(endings, kind);

/** Whether nobody need be told of it any more once it is over. */
export const isMootOnceOver = (kind: string): kind is NoticeKind => Object.hasOwn(ENDINGS, kind);

/** Whether this one asked for anything; `then` is the release right after its event. */
export const asksAnything = (kind: NoticeKind, then: Release): boolean => OFFERED_BY[kind]?.(then) ?? true;

/** How it ended what was asked at `askedAt`; null while it is still wanted. */
export function endOf(kind: NoticeKind, asked: Asked, askedAt = asked.now): QuestionEnd | null {
  const end = endings[kind]?.(asked) ?? null;
  if (end) return end;
  const isOld = asked.now - askedAt >= ASKED_FOR_MS && hasEnded(asked.present.status);
  return isOld ? { is: 'unanswered' } : null;
}
