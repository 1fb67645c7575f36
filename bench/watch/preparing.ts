import { silentBell } from '../../src/engine/bell.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { agree } from '../../src/policy/agreement.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import { currentStep } from '../../src/release/rollout.ts';
import type { Release, ReleaseCommand } from '../../src/release/state.ts';
import type { Database } from '../../src/store/database.ts';
import { channelOf } from '../bench-policy.ts';
import { RUNNING } from '../recording-target.ts';
import { NEW } from './sizes.ts';

const SIDE_BY_SIDE = 8;
const OWNER = 'U0000000009';

/** Brings a release of each service to the bake of its first phase, as people and workers would. */
export async function bake(db: Database, policyFolder: string, services: readonly string[]): Promise<void> {
  const policy = await loadPolicy(policyFolder);
  const engine = openEngine(db, silentBell);
  const waiting = [...services];
  const bakeNext = async (): Promise<void> => {
    const service = waiting.shift();
    if (service === undefined) return;
    await bakeOne(engine, policy, service);
    await bakeNext();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, bakeNext));
  // Slack takes about one message a second: that they all begin at once is of the bench and not of life.
  await db.query(`update app.notices set state = 'sent'`);
  await db.query(`update app.boards set shown_version = wanted_version`);
}

async function bakeOne(engine: Engine, policy: Policy, service: string): Promise<void> {
  const id = `${service}-${NEW}`;
  let command: ReleaseCommand | null = planOf(policy, service);
  for (let at = 1; command !== null; at += 1) {
    const carrying = { commandId: `bench/${id}/${at}`, actor: OWNER };
    const outcome = await engine.handle(id, command, carrying);
    if (outcome.is === 'refused') throw new Error(`${command.type}: ${JSON.stringify(outcome.refusal)}`);
    command = nextOf(outcome.release);
  }
}

function planOf(policy: Policy, service: string): ReleaseCommand {
  const agreement = agree(
    policy,
    {
      service,
      environment: 'production',
      version: NEW,
      type: 'minor',
      strategy: 'half',
      repository: null,
      channel: channelOf(service),
      commit: null,
      running: RUNNING,
      owner: OWNER,
      goal: 'Pay by bank transfer',
      scope: { features: 'Pay by bank transfer', improvements: '', fixes: '', debt: '' },
      milestones: [],
      risks: [],
      dependencies: { technical: '', team: '', resource: '' },
      rollback: { conditions: 'Payments fail', steps: '', owner: OWNER, minutes: 5 },
      communication: 'Support knows',
      window: 'Monday morning',
    },
    { shift: true, granularityPercent: 1, run: false },
  );
  if (isRefusal(agreement)) throw new Error(JSON.stringify(agreement));
  return { type: 'PlanRelease', by: OWNER, agreement };
}

/** What follows until the release bakes; null when it does. */
function nextOf(release: Release): ReleaseCommand | null {
  const { status, digest, plan } = release;
  if (status === 'starting') {
    return { type: 'StartDeploy', facts: { running: RUNNING, commit: plan.commit, digest, groups: {} } };
  }
  const current = status === 'deploying' ? currentStep(release) : null;
  if (!current) throw new Error(`nothing to do for a release that is ${status}`);
  const { state, step } = current;
  if (state.is === 'baking') return null;
  return state.is === 'running'
    ? { type: 'FinishStep', step: step.id, operation: state.operation, note: 'done' }
    : { type: 'BeginStep', step: step.id };
}
