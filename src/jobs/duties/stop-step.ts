import { currentStep } from '../../release/rollout.ts';
import { carrierOf } from '../../release/runbook.ts';
import type { Duty } from '../duty.ts';
import { operationOf } from '../step-operation.ts';

const LOOK_AGAIN_MS = 1_000;

/** What an aborted first deploy left running is asked to stop, until it has ended or its time is over. */
export const stopStep: Duty = async ({ releaseId }, { engine, db, targets, call }) => {
  const release = await engine.load(releaseId);
  const current = release?.status === 'aborted' ? currentStep(release) : null;
  if (!release || current?.state.is !== 'running') return undefined;
  const operation = operationOf(release, { ...current, state: current.state });
  const isOver = (await db.now()) - current.state.startedAt > current.step.timeoutMs;
  if (!operation || isOver) return undefined;
  const target = targets(release.plan.service, release.plan.environment, carrierOf(current.step));
  const seen = await call(signal => target.check(operation, signal));
  if (seen.is === 'running') await call(signal => target.cancel(operation, signal));
  // What is absent may have been started right before the abort and become visible later.
  return seen.is === 'running' || seen.is === 'absent' ? { againInMs: LOOK_AGAIN_MS } : undefined;
};
