import type { DeployTarget } from '../../providers/deploys/port.ts';
import { currentStep } from '../../release/rollout.ts';
import { type Action, carrierOf } from '../../release/runbook.ts';
import type { Release } from '../../release/state.ts';
import type { Instant } from '../../release/terms.ts';
import type { Again, Duty, DutyOfWorkers, Hand } from '../duty.ts';
import { reasonOf } from '../duty.ts';
import { keepOutput } from '../keep-output.ts';
import { pursue } from '../pursue.ts';
import { operationOf, type RunningStep } from '../step-operation.ts';

/** How long an operation that was told to stop is waited for before the step is given up. */
const STOP_GRACE_MS = 30_000;

const runningStep = (release: Release | null): RunningStep | null => {
  const current = release?.status === 'deploying' ? currentStep(release) : null;
  return current?.state.is === 'running' ? { ...current, state: current.state } : null;
};

/** Carries the current step of the runbook a little further: begins it, looks at it, or ends it. */
const runStep: Duty = async ({ releaseId, task }, hand) => {
  const release = await hand.engine.load(releaseId);
  const current = release?.status === 'deploying' ? currentStep(release) : null;
  if (!release || !current || task !== `run-step/${current.step.id}`) return undefined;
  if (current.state.is === 'running') {
    return follow(release, { ...current, state: current.state }, await hand.db.now(), false, hand);
  }
  if (current.state.is !== 'waiting') return undefined;
  const begun = await hand.tell({ type: 'BeginStep', step: current.step.id });
  const running = runningStep(begun.release);
  if (!begun.release || running?.step.id !== current.step.id) return undefined;
  return follow(begun.release, running, running.state.startedAt, true, hand);
};

async function follow(
  release: Release,
  current: RunningStep,
  now: Instant,
  justBegun: boolean,
  hand: Hand,
): Promise<Again | undefined> {
  const { step, state } = current;
  const target = hand.targets(release.plan.service, release.plan.environment, carrierOf(step));
  const ageMs = now - state.startedAt;
  const isLate = ageMs > step.timeoutMs;
  const operation = operationOf(release, current);
  if (!operation) return isEffectless(release, current, isLate, target, hand);
  const seen = await pursue(operation, justBegun ? null : ageMs, target, hand);
  const about = { step: step.id, operation: state.operation };
  switch (seen.is) {
    case 'succeeded':
      await hand.tell({ type: 'FinishStep', ...about, note: seen.note ?? '' });
      return undefined;
    case 'failed':
      await hand.tell({ type: 'BreakStep', ...about, why: seen.why });
      return undefined;
    case 'unknown':
      await hand.tell({ type: step.idempotent ? 'BreakStep' : 'LoseStep', ...about, why: seen.why });
      return undefined;
    case 'running':
      if (!isLate) return { againInMs: ageMs < 5_000 ? 500 : 2_000 };
  }
  await hand.call(signal => target.cancel(operation, signal));
  if (ageMs <= step.timeoutMs + STOP_GRACE_MS) return { againInMs: 1_000 };
  await keepOutput(operation, target, true, hand);
  const why = `not ended ${STOP_GRACE_MS / 1000} s after its time was over`;
  await hand.tell({ type: step.idempotent ? 'BreakStep' : 'LoseStep', ...about, why });
  return undefined;
}

/** A step that only reads has no operation: it repeats until what it reads is right, or its time is over. */
async function isEffectless(
  release: Release,
  { step, state }: RunningStep,
  isLate: boolean,
  target: DeployTarget,
  hand: Hand,
): Promise<Again | undefined> {
  const about = { step: step.id, operation: state.operation };
  let wrong: string | null;
  try {
    wrong = await misread(release, step.action, target, hand);
  } catch (error) {
    if (!isLate) throw error;
    wrong = reasonOf(error);
  }
  if (wrong !== null && !isLate) return { againInMs: 1_000 };
  if (wrong === null) await hand.tell({ type: 'FinishStep', ...about, note: '' });
  else await hand.tell({ type: 'BreakStep', ...about, why: wrong });
  return undefined;
}

/** What is not as it has to be, in a sentence; null when all is right. */
async function misread(
  { plan, rollout }: Release,
  action: Action,
  target: DeployTarget,
  hand: Hand,
): Promise<string | null> {
  const { version, shares } = await hand.call(signal => target.read(signal));
  if (action.kind === 'check') {
    const expected = rollout?.from ?? null;
    return version === expected
      ? null
      : `${version ?? 'nothing'} runs there instead of ${expected ?? 'nothing'}`;
  }
  const others = Object.entries(shares).filter(([name, share]) => name !== plan.version && share > 0);
  if (version === plan.version && others.length === 0) return null;
  const seen = Object.entries(shares).map(([name, share]) => `${name} ${share} %`);
  return `${plan.version} does not serve everything: ${seen.join(', ') || 'nothing runs there'}`;
}

export const runStepDuty: DutyOfWorkers = {
  carryOut: runStep,
  /** A target that cannot be asked past the step's own time leaves open what happened: people decide. */
  onTrouble: async ({ releaseId }, { engine, db, tell }, error) => {
    const current = runningStep(await engine.load(releaseId));
    if (!current) return;
    const { step, state } = current;
    const isLate = (await db.now()) - state.startedAt > step.timeoutMs;
    const about = { step: step.id, operation: state.operation };
    if (isLate) await tell({ type: 'LoseStep', ...about, why: reasonOf(error) });
  },
};
