import type { Plan } from '../release/plan.ts';
import { type Refusal, refuse } from '../release/refusals.ts';
import { type Action, type Runbook, STAGES, type Stage, type Step } from '../release/runbook.ts';
import type { Capabilities } from './capabilities.ts';
import { databaseRollback, ownSteps, retiring } from './compile-own-steps.ts';
import type { ServedEnvironment, Service, Steps } from './release-policy.ts';
import { STEP_DEFAULTS } from './release-policy.ts';
import { needsNoShifting, type Strategy } from './strategy.ts';
import type { Target } from './target.ts';

export interface Chosen {
  name: string;
  strategy: Strategy;
}

/** Why a target cannot serve a strategy, or null. */
export function refuseStrategy({ name, strategy }: Chosen, can: Capabilities): Refusal | null {
  if (!can.shift) {
    if (needsNoShifting(strategy)) return null;
    const needs = 'a target that runs two versions side by side and divides the traffic';
    return refuse('strategy-not-served', { strategy: name, needs });
  }
  const { shares, granularityPercent } = can;
  const missing = strategy.phases.find(({ percent }) => percent < 100 && shares?.includes(percent) === false);
  if (missing) {
    const known = shares?.length ? `its \`shares\` are ${shares.join(', ')}` : 'it has no `shares`';
    return refuse('strategy-not-served', {
      strategy: name,
      needs: `a share of ${missing.percent}%, at which the target's Rollout has to pause; ${known}`,
    });
  }
  const odd = strategy.phases.find(({ percent }) => percent % granularityPercent !== 0);
  if (!odd) return null;
  const needs = `a share of ${odd.percent}%, and the target shifts in steps of ${can.granularityPercent}%`;
  return refuse('strategy-not-served', { strategy: name, needs });
}

type Kind = keyof Steps;

/**
 * The ordered list of what will be done, stage by stage. The version is installed in the fifth, without traffic where
 * the target can; the phases open the eighth. Step ids are the same whenever the same strategy is compiled.
 */
export function compileRunbook(
  plan: Pick<Plan, 'version' | 'running'>,
  { name, strategy }: Chosen,
  can: Capabilities,
  where: { service: Service; served: ServedEnvironment; steps: Steps },
): Runbook {
  const { version, running } = plan;
  const step = (id: string, stage: Stage, action: Exclude<Action, { kind: 'run' }>, words: Words): Step => {
    const { owner, timeoutMs, retries, idempotent } = rulesFor(action.kind, where);
    return { id, stage, action, owner, timeoutMs, retries, idempotent, ...words };
  };
  const install = step(
    'install',
    'services',
    { kind: 'install', ...installing(strategy, can) },
    wordsOfInstall(version, running, can.shift),
  );
  const shifts = strategy.phases.map(phase =>
    step(
      `traffic-${phase.percent}`,
      'verify',
      { kind: 'shift', ...phase, ...keeping(strategy, phase.percent) },
      wordsOfShift(plan, phase.percent),
    ),
  );
  const own = (stage: Stage) => ownSteps(stage, where.served);
  const steps = [
    step('check', 'prepare', { kind: 'check' }, wordsOfCheck(running)),
    ...own('prepare'),
    ...own('build'),
    ...own('database'),
    ...own('assets'),
    install,
    ...own('services'),
    ...own('functions'),
    ...own('monitoring'),
    ...(can.shift ? shifts : []),
    step('verify', 'verify', { kind: 'verify' }, wordsOfVerify(version)),
    ...own('verify'),
  ];
  const database = databaseRollback(where.served);
  return {
    strategy: name,
    shifts: can.shift,
    steps,
    notApplicable: notApplicable(steps, where.service),
    ...(database && { database }),
    ...(strategy.prepareMs !== undefined && { preparationMs: strategy.prepareMs }),
    ...(can.shift &&
      strategy.keepOldMs !== undefined && {
        keepOld: { ms: strategy.keepOldMs, retire: retiring(where.served) },
      }),
  };
}

/** These know an operation by its id and set what is wanted absolutely; of a script nobody knows. */
const REPEATABLE: readonly Target['kind'][] = ['http', 'kubernetes', 'argo-rollouts'];

/** In batches of how many, for a target that replaces what runs. */
function installing(
  { inPlace }: Strategy,
  { shift }: Capabilities,
): Pick<Step['action'] & { kind: 'install' }, 'with'> {
  if (shift || !inPlace) return {};
  const { maxUnavailable, maxSurge } = inPlace;
  return { with: { maxUnavailable: String(maxUnavailable), maxSurge: String(maxSurge) } };
}

/** With the last of the traffic a target learns how long it has to keep the version before. */
const keeping = ({ keepOldMs }: Strategy, percent: number) =>
  keepOldMs === undefined || percent < 100
    ? {}
    : { with: { keepOldMinutes: String(Math.ceil(keepOldMs / 60_000)) } };

function rulesFor(kind: Kind, { served, steps }: { served: ServedEnvironment; steps: Steps }) {
  const idempotent = kind === 'check' || kind === 'verify' || REPEATABLE.includes(served.target.kind);
  return { idempotent, ...STEP_DEFAULTS[kind], ...steps[kind], ...served.steps?.[kind] };
}

const notApplicable = (steps: readonly Step[], { notApplicable: reasons = {} }: Service) =>
  STAGES.filter(stage => !steps.some(step => step.stage === stage)).map(stage => ({
    stage,
    because: reasons[stage] ?? 'the policy names nothing to do here',
  }));

type Words = Pick<Step, 'title' | 'verifiedBy' | 'undoneBy'>;

const NOTHING_TO_UNDO = 'It changes nothing.';

const wordsOfCheck = (running: string | null): Words => ({
  title: 'Check that the target answers, and read what runs there',
  verifiedBy: running === null ? 'The target answers.' : `The target answers that ${running} runs.`,
  undoneBy: NOTHING_TO_UNDO,
});

const wordsOfInstall = (version: string, running: string | null, shifts: boolean): Words => ({
  title: shifts ? `Install ${version} without traffic` : `Install ${version}, which takes over the traffic`,
  verifiedBy: 'The target reports that the operation succeeded.',
  undoneBy: running === null ? null : `${running} is restored and ${version} is stopped.`,
});

const wordsOfShift = ({ version, running }: Pick<Plan, 'version' | 'running'>, percent: number): Words => ({
  title: `Send ${percent}% of the traffic to ${version}`,
  verifiedBy: 'The target reports that the operation succeeded, and the metrics stay within the triggers.',
  undoneBy: running === null ? null : `All traffic goes back to ${running}.`,
});

const wordsOfVerify = (version: string): Words => ({
  title: `Read back that ${version} runs`,
  verifiedBy: `The target answers that ${version} serves all traffic.`,
  undoneBy: NOTHING_TO_UNDO,
});
