import { type Asking, type AskingEvent, type AskingRule, evolveAsking, notAsked } from './asking-state.ts';
import type { AutomaticRule, SeatsEvent } from './automatic-rule.ts';
import type { GateFigures } from './gate-figures.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, World } from './state.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';
import { hasNoSay, ownerOf, peopleBehind, type Speaking, sayOf, type Voice, voicesOf } from './voices.ts';

/** One row of the approval matrix, compiled for one release. */
export interface ApprovalRule {
  /** How many different people. */
  required: number;
  /** Seats are filled from any of these. */
  groups: GroupName[];
  /** Someone of each of these must be among the approvers. They count toward `required`. */
  mandatory: GroupName[];
  /** How long approvers have to answer. */
  expireAfterMs: number;
  /** Absent: nobody is asked but by the card, and nobody is reminded. */
  ask?: AskingRule;
  /** Absent: every seat is filled by people. */
  automatic?: AutomaticRule;
}

/** The voice with its groups as they were then, of those that matter here. */
export interface Approval extends Voice {
  at: Instant;
}

export interface Approvals {
  openedAt: Instant;
  given: Approval[];
  completedAt: Instant | null;
  rejection: { by: PersonId; for?: PersonId; reason: string; at: Instant } | null;
  asking: Asking;
  /** The seats of the groups were filled by the gates, with these figures. */
  filled: { at: Instant; figures: GateFigures } | null;
}

export type ApprovalsCommand =
  /** `for`: whose voice, where it was said; else the one that helps most. */
  | ({ type: 'Approve'; digest: string; for?: PersonId } & Speaking)
  | ({ type: 'Reject'; digest: string; reason: string } & Speaking);

export type ApprovalsEvent =
  | { type: 'ApprovalGiven'; by: PersonId; for?: PersonId; groups: GroupName[]; digest: string }
  | { type: 'ReleaseRejected'; by: PersonId; for?: PersonId; reason: string }
  | { type: 'ApprovalsCompleted' }
  | { type: 'ApprovalsVoided'; why: string; commit: string | null; digest: string }
  | AskingEvent
  | SeatsEvent;

export const openApprovals = (at: Instant): Approvals => ({
  openedAt: at,
  given: [],
  completedAt: null,
  rejection: null,
  asking: notAsked,
  filled: null,
});

/** Whether the time to answer is over; revising the plan asks again. */
export const isExpired = ({ terms, approvals }: Release, now: Instant): boolean =>
  terms.approvals !== null && now > approvals.openedAt + terms.approvals.expireAfterMs;

/** A complete set of approvals may be used for this long after the planned start, or after it was complete. */
export const APPROVALS_HOLD_MS = 24 * 3_600_000;

/** When it is planned to start; null where nobody said. Moving it neither voids approvals nor asks for them again. */
export const plannedStartOf = ({ plan }: Release): Instant | null => plan.startAt ?? null;

/** Until when a complete set may be used; null while it is not complete. */
export function approvalsHoldUntil(release: Release): Instant | null {
  const { completedAt } = release.approvals;
  if (completedAt === null) return null;
  return Math.max(completedAt, plannedStartOf(release) ?? completedAt) + APPROVALS_HOLD_MS;
}

export interface Missing {
  /** Seats still to fill, mandatory ones included. */
  seats: number;
  mandatory: GroupName[];
}

/**
 * What is still missing. One person fills one seat but may satisfy several mandatory groups; where the gates have filled
 * the seats of the groups only the mandatory ones are left.
 */
export function missingApprovals(rule: ApprovalRule, given: readonly Voice[], isFilled = false): Missing {
  const mandatory = rule.mandatory.filter(group => !given.some(approval => approval.groups.includes(group)));
  return {
    seats: Math.max(isFilled ? 0 : rule.required - peopleBehind(given), mandatory.length > 0 ? 1 : 0),
    mandatory,
  };
}

export const approvalsSuffice = (rule: ApprovalRule | null, given: readonly Voice[], isFilled = false) =>
  rule === null || missingApprovals(rule, given, isFilled).seats === 0;

/** What a release is missing now. Whoever became its owner after approving has no say any more. */
export function missingIn(release: Release): Missing {
  const { terms, approvals } = release;
  if (!terms.approvals) return { seats: 0, mandatory: [] };
  const counting = approvals.given.filter(
    voice => !hasNoSay(release, voice.by) && !hasNoSay(release, ownerOf(voice)),
  );
  return missingApprovals(terms.approvals, counting, approvals.filled !== null);
}

export function decideApprovals(
  command: ApprovalsCommand,
  release: Release,
  world: Pick<World, 'organisation' | 'now'>,
): ApprovalsEvent[] | Refusal {
  const rule = release.terms.approvals;
  if (command.digest !== release.digest || release.status !== 'approving' || !rule)
    return refuse('superseded', {});
  if (hasNoSay(release, command.by)) return refuse('own-release', {});
  const voices = voicesOf(command, release, world);
  const [first] = voices;
  if (!first) return refuse('not-an-approver', { couldApprove: sayOf(rule) });
  if (command.type === 'Reject') {
    const reason = command.reason.trim();
    if (!reason) return refuse('reason-missing', { deed: 'reject' });
    return [{ type: 'ReleaseRejected', by: command.by, ...(first.for && { for: first.for }), reason }];
  }
  if (isExpired(release, world.now)) return refuse('approval-overdue', { owner: release.plan.owner });
  const voice = voiceToGive(command, voices, rule, release);
  if ('refusal' in voice) return voice;
  return [{ type: 'ApprovalGiven', ...voice, digest: command.digest }];
}

/** The voice that was named, else the one that helps most: a mandatory group first, then a seat, their own before others'. */
function voiceToGive(
  command: Extract<ApprovalsCommand, { type: 'Approve' }>,
  voices: readonly Voice[],
  rule: ApprovalRule,
  { approvals: { given, filled } }: Release,
): Voice | Refusal {
  const wanted = command.for === undefined ? voices : voices.filter(voice => ownerOf(voice) === command.for);
  if (wanted.length === 0 && command.for !== undefined) return refuse('voice-not-lent', { of: command.for });
  const usable = wanted.filter(voice => !given.some(it => ownerOf(it) === ownerOf(voice)));
  const before = missingApprovals(rule, given, filled !== null);
  const helps = (voice: Voice): number =>
    before.mandatory.filter(group => voice.groups.includes(group)).length * 2 +
    (peopleBehind([...given, voice]) > peopleBehind(given) ? 1 : 0);
  const [best] = usable.filter(voice => helps(voice) > 0).sort((one, other) => helps(other) - helps(one));
  if (best) return best;
  const taken = given.find(
    it => it.by !== command.by && wanted.some(voice => ownerOf(voice) === ownerOf(it)),
  );
  return taken && usable.length === 0
    ? refuse('voice-given', { of: ownerOf(taken), by: taken.by })
    : refuse('already-approved', {});
}

export function evolveApprovals(
  approvals: Approvals,
  event: Exclude<ApprovalsEvent, SeatsEvent>,
  at: Instant,
): Approvals {
  switch (event.type) {
    case 'ApprovalGiven': {
      const { type: _, digest: __, ...voice } = event;
      return { ...approvals, given: [...approvals.given, { ...voice, at }] };
    }
    case 'ReleaseRejected': {
      const { type: _, ...rejection } = event;
      return { ...approvals, rejection: { ...rejection, at } };
    }
    case 'ApprovalsCompleted':
      return { ...approvals, completedAt: at };
    case 'ApprovalsVoided':
      return openApprovals(at);
    case 'ApprovalsAskedAgain':
      return { ...openApprovals(at), given: approvals.given, filled: approvals.filled };
    default:
      return { ...approvals, asking: evolveAsking(approvals.asking, event) };
  }
}
