import { type Approval, approvalsHoldUntil, approvalsSuffice, missingApprovals } from './approvals.ts';
import { againstSeats } from './automatic-seats.ts';
import { type Delegation, lentGroups } from './delegation.ts';
import { isOverridden, isOverrideOld } from './override.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, World } from './state.ts';
import type { GroupName } from './terms.ts';
import type { StartFacts } from './turn.ts';
import { hasNoSay, ownerOf } from './voices.ts';

/** Approvals are looked at again when they are used: who still counts, and whether they are still fresh. */
export function refuseApprovals(
  facts: Pick<StartFacts, 'groups'>,
  release: Release,
  { now, organisation }: Pick<World, 'now' | 'organisation'>,
): Refusal | null {
  const rule = release.terms.approvals;
  if (isOverridden(release)) return isOverrideOld(release, now) ? refuse('override-old', {}) : null;
  if (!rule) return null;
  const holdUntil = approvalsHoldUntil(release);
  if (holdUntil === null || now > holdUntil) return refuse('approvals-expired', {});
  const present = release.approvals.given.map(approval => ({
    ...approval,
    groups: groupsStill(approval, release, facts.groups, organisation.delegations),
  }));
  const counting = present.filter(approval => approval.groups.length > 0);
  const against = release.approvals.filled ? againstSeats(release, now) : [];
  const isFilled = release.approvals.filled !== null && against.length === 0;
  if (approvalsSuffice(rule, counting, isFilled)) return null;
  const gone = present.filter(approval => approval.groups.length === 0).map(ownerOf);
  return refuse('approvals-short', {
    ...missingApprovals(rule, counting, isFilled),
    gone: [...new Set(gone)],
    ...(against.length > 0 && { against }),
  });
}

/** Those of the groups an approval was given for in which it still counts. */
function groupsStill(
  approval: Approval,
  release: Release,
  groupsNow: StartFacts['groups'],
  delegations: readonly Delegation[],
): GroupName[] {
  const of = ownerOf(approval);
  if (hasNoSay(release, approval.by) || hasNoSay(release, of)) return [];
  const own = groupsNow[of] ?? [];
  // A delegation that ran out does not undo what was said in its time; one that was taken back does.
  const may =
    approval.for === undefined ? own : lentGroups(delegations, { of, by: approval.by, at: approval.at }, own);
  return approval.groups.filter(group => may.includes(group));
}
