import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';

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
}

export interface Approval {
  by: PersonId;
  /** The person's groups when they approved, of those that matter here. */
  groups: GroupName[];
  at: Instant;
}

export interface Approvals {
  openedAt: Instant;
  given: Approval[];
  completedAt: Instant | null;
  rejection: { by: PersonId; reason: string; at: Instant } | null;
}

export type ApprovalsCommand =
  | { type: 'Approve'; by: PersonId; groups: GroupName[]; digest: string }
  | { type: 'Reject'; by: PersonId; groups: GroupName[]; digest: string; reason: string };

export type ApprovalsEvent =
  | { type: 'ApprovalGiven'; by: PersonId; groups: GroupName[]; digest: string }
  | { type: 'ReleaseRejected'; by: PersonId; reason: string }
  | { type: 'ApprovalsCompleted' }
  | { type: 'ApprovalsVoided'; why: string; commit: string | null; digest: string };

export const openApprovals = (at: Instant): Approvals => ({
  openedAt: at,
  given: [],
  completedAt: null,
  rejection: null,
});

/** All groups whose members have a say, mandatory ones first. */
export const sayOf = (rule: ApprovalRule): GroupName[] => [...new Set([...rule.mandatory, ...rule.groups])];

/** Whether the time to answer is over; revising the plan asks again. */
export const isExpired = ({ terms, approvals }: Release, now: Instant): boolean =>
  terms.approvals !== null && now > approvals.openedAt + terms.approvals.expireAfterMs;

export interface Missing {
  /** Seats still to fill, mandatory ones included. */
  seats: number;
  mandatory: GroupName[];
}

/** What is still missing. One person fills one seat but may satisfy several mandatory groups. */
export function missingApprovals(
  rule: ApprovalRule,
  given: readonly Pick<Approval, 'by' | 'groups'>[],
): Missing {
  const mandatory = rule.mandatory.filter(group => !given.some(approval => approval.groups.includes(group)));
  const people = new Set(given.map(approval => approval.by));
  return { seats: Math.max(rule.required - people.size, mandatory.length > 0 ? 1 : 0), mandatory };
}

export const approvalsSuffice = (
  rule: ApprovalRule | null,
  given: readonly Pick<Approval, 'by' | 'groups'>[],
) => rule === null || missingApprovals(rule, given).seats === 0;

function refuseVoice(release: Release, command: ApprovalsCommand): { groups: GroupName[] } | Refusal {
  const rule = release.terms.approvals;
  if (command.digest !== release.digest || release.status !== 'approving' || !rule)
    return refuse('superseded', {});
  if (release.requesters.includes(command.by) || release.plan.owner === command.by)
    return refuse('own-release', {});
  const groups = command.groups.filter(group => sayOf(rule).includes(group));
  return groups.length === 0 ? refuse('not-an-approver', { couldApprove: sayOf(rule) }) : { groups };
}

export function decideApprovals(command: ApprovalsCommand, release: Release): ApprovalsEvent[] | Refusal {
  const voice = refuseVoice(release, command);
  if ('refusal' in voice) return voice;
  if (command.type === 'Reject') {
    if (!command.reason.trim()) return refuse('reason-missing', { deed: 'reject' });
    return [{ type: 'ReleaseRejected', by: command.by, reason: command.reason.trim() }];
  }
  if (release.approvals.given.some(approval => approval.by === command.by))
    return refuse('already-approved', {});
  return [{ type: 'ApprovalGiven', by: command.by, groups: voice.groups, digest: command.digest }];
}

export function evolveApprovals(approvals: Approvals, event: ApprovalsEvent, at: Instant): Approvals {
  switch (event.type) {
    case 'ApprovalGiven':
      return { ...approvals, given: [...approvals.given, { by: event.by, groups: event.groups, at }] };
    case 'ReleaseRejected':
      return { ...approvals, rejection: { by: event.by, reason: event.reason, at } };
    case 'ApprovalsCompleted':
      return { ...approvals, completedAt: at };
    case 'ApprovalsVoided':
      return openApprovals(at);
  }
}
