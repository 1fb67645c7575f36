import type { LaneEvent } from './lane.ts';
import { type Refusal, refuse } from './refusals.ts';
import { decideRollback } from './rollback.ts';
import { currentStep } from './rollout.ts';
import type { Decision, Release, Status, World } from './state.ts';
import type { GroupName, PersonId } from './terms.ts';

/** `groups`: null when they could not be read. */
export type EndCommand = { type: 'Abort'; by: PersonId; reason: string; groups?: GroupName[] | null };
export type EndEvent = { type: 'ReleaseAborted'; by: PersonId; reason: string };

const ENDS: readonly Status[] = ['completed', 'rolled-back', 'taken-over', 'aborted'];

/** Whether nothing more will be carried out; a completed release is still watched for a while. */
export const hasEnded = (status: Status): boolean => ENDS.includes(status);

/** Leaves the lane as it was for a release that asked to go out and changed nothing, or came first. */
export const withdrawal = ({ id, turn, rollout }: Release): LaneEvent[] => [
  ...(rollout && (!rollout.changed || rollout.from === null)
    ? [{ type: 'VersionWithdrawn', release: id } as const]
    : []),
  ...(turn.requestedBy !== null ? [{ type: 'LaneLeft', release: id } as const] : []),
];

/** Before any change to the target aborting cancels; afterwards it rolls back. */
export function decideEnd(command: EndCommand, release: Release, world: World): Decision | Refusal {
  const { status, rollout } = release;
  if (hasEnded(status) || status === 'rolling-back') {
    const instead = status === 'completed' ? ['rollback now'] : ['status'];
    return refuse('wrong-state', { deed: 'abort', status, instead });
  }
  if (rollout?.changed && rollout.from !== null) {
    const { by, reason, groups } = command;
    const wish = { by, reason: reason || 'aborted', way: 'immediate', to: null } as const;
    return decideRollback({ type: 'RollBack', ...wish, ...(groups === null && { groups }) }, release, world);
  }
  const { by, reason } = command;
  return {
    release: [{ type: 'ReleaseAborted', by, reason }],
    lane: [...(leavesWork(release) ? [lookFirst(release, by)] : []), ...withdrawal(release)],
  };
}

/** A first deploy has nothing to go back to; what it left under way must not meet the next one. */
function leavesWork(release: Release): boolean {
  const state = currentStep(release)?.state.is;
  return release.rollout?.changed === true && (state === 'running' || state === 'unclear');
}

const lookFirst = ({ id, plan }: Release, by: PersonId): LaneEvent => ({
  type: 'LaneLocked',
  by,
  reason: `${plan.version} was aborted in the middle of a step; look at the target first`,
  until: null,
  release: id,
});
