import { approvalsHoldUntil } from './approvals.ts';
import { isOverridden, isOverrideOld } from './override.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, World } from './state.ts';
import { refuseTime } from './turn.ts';

/**
 * While nothing was changed on the target, a step that is tried again is as good as a start: what would keep a release from
 * starting keeps it from that. Once something was changed going on is better than standing still.
 */
export function refuseRetry(release: Release, world: World): Refusal | null {
  const { status, rollout } = release;
  if (status !== 'failed' || !rollout || rollout.changed) return null;
  return refuseTime(release, world) ?? (isTooLate(release, world) ? refuse('retry-too-late', {}) : null);
}

function isTooLate(release: Release, { now }: World): boolean {
  if (isOverridden(release)) return isOverrideOld(release, now);
  const holdUntil = approvalsHoldUntil(release);
  return release.terms.approvals !== null && holdUntil !== null && now > holdUntil;
}
