import type { Operation } from '../providers/deploys/port.ts';
import type { Rollback } from '../release/rollback.ts';
import type { Release } from '../release/state.ts';
import type { Again, Hand } from './duty.ts';
import { operationOf } from './step-operation.ts';

/**
 * Stops the operation the rollback interrupted and waits until it has ended or its time is over: before
 * that it could still change what the rollback is about to assert. Traffic that came back meanwhile sends
 * the rollback to its beginning.
 */
export async function awaitInterrupted(
  release: Release,
  rollback: Rollback,
  hand: Hand,
): Promise<Again | undefined> {
  const { plan, runbook, rollout } = release;
  const part = rollback.at;
  const interrupted = interruptedOperation(release, rollback);
  const finish = async (note: string) => {
    await hand.tell({ type: 'FinishPart', part, note });
    return undefined;
  };
  if (!interrupted) return finish('nothing was under way');
  const { operation, endsBy } = interrupted;
  const target = hand.targets(plan.service, plan.environment);
  const state = await hand.call(signal => target.check(operation, signal));
  if (state.is !== 'running' && state.is !== 'absent') return finish(`${operation.id} has ended`);
  // A start that is still on its way may become visible later; until then absent is no answer.
  const now = await hand.db.now();
  const begunAt = rollout?.steps.flatMap(step => (step.is === 'running' ? [step.startedAt] : []))[0] ?? 0;
  if (state.is === 'absent' && now - begunAt > target.visibleAfterMs) {
    return finish(`${operation.id} was never begun`);
  }
  if (now > endsBy) return finish(`${operation.id} did not end in its time`);
  if (state.is === 'running') await hand.call(signal => target.cancel(operation, signal));
  const { shares } = await hand.call(signal => target.read(signal));
  const share = shares[rollback.bad] ?? 0;
  if (runbook.shifts && share > 0) {
    await hand.tell({ type: 'BreakPart', part, why: `${rollback.bad} got ${share} % of the traffic again` });
    return undefined;
  }
  return { againInMs: 250 };
}

function interruptedOperation(
  release: Release,
  { interrupted, fence }: Rollback,
): { operation: Operation; endsBy: number } | null {
  const { runbook, rollout } = release;
  for (const [index, step] of runbook.steps.entries()) {
    const state = rollout?.steps[index];
    if (state?.is !== 'running' || state.operation !== interrupted) continue;
    const operation = operationOf(release, { step, index, state });
    return operation && { operation: { ...operation, fence }, endsBy: state.startedAt + step.timeoutMs };
  }
  return null;
}
