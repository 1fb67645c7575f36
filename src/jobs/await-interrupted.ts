import type { DeployTarget, Operation, OperationState } from '../providers/deploys/port.ts';
import type { Rollback } from '../release/rollback.ts';
import { type Carrier, carrierOf } from '../release/runbook.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { type Again, ClaimLost, type Hand, reasonOf } from './duty.ts';
import { breakPart, finishPart, type PartUnderWay } from './rollback-part.ts';
import { operationOf } from './step-operation.ts';

const LOOK_AGAIN_MS = 250;

/** How long the restore waits for it where only the restore takes the traffic away (R-BACK-1: 30 s in all). */
const PATIENCE_MS = 15_000;

/**
 * Waits until the operation the rollback interrupted has ended or its time is over: before that it could
 * still change what the rollback is about to assert. Traffic that came back meanwhile sends the rollback to
 * its beginning.
 */
export async function awaitInterrupted(under: PartUnderWay, hand: Hand): Promise<Again | undefined> {
  const { release, rollback, operation } = under;
  const ended = await (rollback.away
    ? stopInterrupted(release, rollback, hand)
    : stopIfPossible(release, rollback, hand));
  if (ended !== null) return finishPart(under, ended, hand);
  if (!rollback.away) {
    const waitedMs = (await hand.db.now()) - operation.startedAt;
    if (waitedMs <= PATIENCE_MS) return { againInMs: LOOK_AGAIN_MS };
    return finishPart(under, `${rollback.interrupted} still runs and is not waited for now`, hand);
  }
  const target = hand.targets(release.plan.service, release.plan.environment);
  const { shares } = await hand.call(signal => target.read(signal));
  const share = shares[rollback.bad] ?? 0;
  if (share === 0) return { againInMs: LOOK_AGAIN_MS };
  return breakPart(under, `${rollback.bad} got ${share} % of the traffic again`, hand);
}

/** Nobody may be able to tell of it while the target could take the traffic back: that must not wait. */
async function stopIfPossible(release: Release, rollback: Rollback, hand: Hand): Promise<string | null> {
  try {
    return await stopInterrupted(release, rollback, hand);
  } catch (error) {
    hand.signal.throwIfAborted();
    if (error instanceof ClaimLost) throw error;
    return null;
  }
}

/** Asks the interrupted operation to stop. How it ended, in words; null while it still runs. */
export async function stopInterrupted(
  release: Release,
  rollback: Rollback,
  hand: Hand,
): Promise<string | null> {
  const interrupted = interruptedOperation(release, rollback);
  if (!interrupted) return 'nothing was under way';
  const { operation, endsBy, on } = interrupted;
  const target = hand.targets(release.plan.service, release.plan.environment, on);
  let state: OperationState;
  try {
    state = await hand.call(signal => target.check(operation, signal));
  } catch (error) {
    hand.signal.throwIfAborted();
    // One that nobody can tell of any more, such as a run that was deleted, is waited for like one that does not end.
    if (error instanceof ClaimLost || (await hand.db.now()) <= endsBy) throw error;
    return `what came of ${operation.id} cannot be told, and its time is over`;
  }
  const now = await hand.db.now();
  // Until the rollback began somebody may have started it; what is still on its way becomes visible later.
  if (state.is === 'absent' && now - rollback.startedAt > target.visibleAfterMs) {
    return `${operation.id} was never begun`;
  }
  if (state.is !== 'running' && state.is !== 'absent') return `${operation.id} has ended`;
  if (now > endsBy) return `${operation.id} did not end in its time`;
  if (state.is === 'running') await cancelIfPossible(operation, target, hand);
  return null;
}

/** A target that cannot cancel is only waited for. */
export async function cancelIfPossible(
  operation: Operation,
  target: DeployTarget,
  hand: Hand,
): Promise<void> {
  try {
    await hand.call(signal => target.cancel(operation, signal));
  } catch (error) {
    hand.signal.throwIfAborted();
    hand.log.warn({ operation: operation.id, reason: reasonOf(error) }, 'it could not be cancelled');
  }
}

function interruptedOperation(
  release: Release,
  { interrupted, fence }: Rollback,
): { operation: Operation; endsBy: Instant; on: Carrier } | null {
  const { runbook, rollout } = release;
  for (const [index, step] of runbook.steps.entries()) {
    const state = rollout?.steps[index];
    if (state?.is !== 'running' || state.operation !== interrupted) continue;
    const operation = operationOf(release, { step, index, state });
    const endsBy = state.startedAt + step.timeoutMs;
    return operation && { operation: { ...operation, fence }, endsBy, on: carrierOf(step) };
  }
  return null;
}
