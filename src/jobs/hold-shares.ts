import type { Operation } from '../providers/deploys/port.ts';
import { OperationRefused } from '../providers/deploys/port.ts';
import { currentStep } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { type Hand, reasonOf } from './duty.ts';

/** Targets round shares in their own ways. */
const ROUNDING_PERCENT = 1;

/** The last shift of the rollout, while no operation of its own is under way; null where none stands. */
function standingShift(release: Release): (Omit<Operation, 'id'> & { step: string }) | null {
  const { status, plan, rollout, runbook } = release;
  if (!rollout || (status !== 'deploying' && status !== 'completed')) return null;
  const state = currentStep(release)?.state;
  if (state && state.is !== 'baking' && state.is !== 'waiting') return null;
  const isReached = (at: number) => ['done', 'baking'].includes(rollout.steps[at]?.is ?? '');
  const index = runbook.steps.findLastIndex(({ action }, at) => action.kind === 'shift' && isReached(at));
  const step = runbook.steps[index];
  if (step?.action.kind !== 'shift') return null;
  // On a first deploy there is nobody for the rest, and each target has its own way with that.
  if (rollout.from === null) return null;
  const { service, environment, version } = plan;
  return {
    step: step.id,
    kind: 'shift',
    service,
    environment,
    version,
    against: rollout.from,
    percent: step.action.percent,
    // What was begun after the shift, such as an action, must not look like a later decision about the shares.
    fence: rollout.fence + rollout.steps.findLastIndex((_, at) => isReached(at)),
  };
}

/**
 * Reads the shares back from a target that may forget them, and gives them again where they strayed: nothing may
 * undo a step silently. The operation is named after the look, so a look that is repeated repeats it; its fence is that
 * of the last step that was reached, so the next one and any rollback win. Never throws: what cannot be looked at now is looked at next time.
 */
export async function holdShares(release: Release, at: Instant, hand: Hand): Promise<void> {
  const shift = standingShift(release);
  if (!shift) return;
  const { step, ...about } = shift;
  const target = hand.targets(about.service, about.environment);
  if (!target.can.forgets) return;
  try {
    const { shares } = await hand.call(signal => target.read(signal));
    const found = shares[about.version];
    // What is not even installed cannot be given traffic; the metrics tell of that.
    if (found === undefined || Math.abs(found - about.percent) <= ROUNDING_PERCENT) return;
    const operation: Operation = { ...about, id: `${release.id}.${step}.look-${at}` };
    await hand.call(signal => target.start(operation, signal));
    await hand.tell({ type: 'RecordStray', percent: about.percent, found });
  } catch (error) {
    if (error instanceof OperationRefused && error.reason === 'superseded') return;
    if (hand.signal.aborted) return;
    hand.log.warn({ releaseId: release.id, reason: reasonOf(error) }, 'the shares could not be looked after');
  }
}
