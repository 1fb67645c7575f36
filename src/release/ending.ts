import type { LaneEvent } from './lane.ts';
import { type Refusal, refuse } from './refusals.ts';
import { decideRollback } from './rollback.ts';
import type { Decision, Release, Status, World } from './state.ts';
import type { PersonId } from './terms.ts';

export type EndCommand = { type: 'Abort'; by: PersonId; reason: string };
export type EndEvent = { type: 'ReleaseAborted'; by: PersonId; reason: string };

const ENDS: readonly Status[] = ['completed', 'rolled-back', 'taken-over', 'aborted'];

/** Whether nothing more will be carried out; a completed release is still watched for a while. */
export const hasEnded = (status: Status): boolean => ENDS.includes(status);

/** Leaves the lane as it was for a release that asked to go out and changed nothing. */
export const withdrawal = ({ id, turn, rollout }: Release): LaneEvent[] => [
  ...(rollout && !rollout.changed ? [{ type: 'VersionWithdrawn', release: id } as const] : []),
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
    const { by, reason } = command;
    return decideRollback(
      { type: 'RollBack', by, reason: reason || 'aborted', way: 'immediate', to: null },
      release,
      world,
    );
  }
  return {
    release: [{ type: 'ReleaseAborted', by: command.by, reason: command.reason }],
    lane: withdrawal(release),
  };
}
