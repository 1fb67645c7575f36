import { join } from 'node:path';
import { silentBell } from '../src/engine/bell.ts';
import type { Engine } from '../src/engine/engine.ts';
import { openEngine } from '../src/engine/open-engine.ts';
import { agree } from '../src/policy/agreement.ts';
import { noChecklist } from '../src/policy/checklist-policy.ts';
import { loadPolicy } from '../src/policy/load-policy.ts';
import { isRefusal } from '../src/release/refusals.ts';
import { currentStep } from '../src/release/rollout.ts';
import type { Release, ReleaseCommand } from '../src/release/state.ts';
import type { Database } from '../src/store/database.ts';
import { type Figure, ms, perSecond, quantile } from './figures.ts';

const TURN_MS = 1_500;
const TURNS = 5;
/** So many lanes for so long, before anything is measured. */
const HISTORY = { lanes: 8, turns: 5 };

/** Approvals and votes of a minor release to production under the shipped policy. */
const GROUPS_OF: Record<string, string[]> = { tess: ['tech_leads'], sam: ['security_team'], cleo: ['cto'] };
const APPROVERS = Object.keys(GROUPS_OF);
const REQUESTER = 'rita';
const VOTERS = [
  ['pia', 'product'],
  ['dora', 'development'],
  ['quin', 'qa'],
  ['opal', 'operations'],
] as const;

/**
 * Releases that came and went before, and what `autovacuum` learns of them within a minute. Without, the plans that
 * connections keep are those for empty tables.
 */
export async function makeHistory(db: Database): Promise<void> {
  const engine = openEngine(db, silentBell);
  const lanes = Array.from({ length: HISTORY.lanes }, (_, at) => releasesOf(engine, `before-${at}`));
  for (let turn = 0; turn < HISTORY.turns; turn += 1) await repeated(lanes);
  await db.query('analyze');
}

/**
 * The same database, told the events alone: of each statement that appends, without its tasks, notices, read model and
 * views.
 */
export const eventsAlone = (db: Database): Database => ({
  ...db,
  atOnce(sql, params) {
    const append = /^with first as materialized \((select app\.append_at\([^)]*\))\)/.exec(sql)?.[1];
    if (append === undefined) throw new Error(`This is no append: ${sql}`);
    return db.atOnce(append, params.slice(0, append.split('$').length - 1));
  },
});

export interface Appending {
  where: string;
  /** Whether everything an append entails is kept, or the events alone. */
  what: 'events alone' | 'all of it';
  sideBySide: number;
  goal: number | null;
}

/**
 * Whole releases, command by command as people and workers give them, against one INSERT in a transaction
 * of the same database. Both with `sideBySide` at a time.
 */
export async function measureAppending(
  db: Database,
  { where, what, sideBySide, goal }: Appending,
): Promise<Figure> {
  const engine = openEngine(what === 'all of it' ? db : eventsAlone(db), silentBell);
  await db.query(
    'create table if not exists bench_inserts (id bigint generated always as identity, body text)',
  );
  const lanes = Array.from({ length: sideBySide }, (_, at) =>
    releasesOf(engine, `${what}-${sideBySide}-${at}`),
  );
  const body = JSON.stringify({
    type: 'VoteCast',
    by: 'opal',
    role: 'operations',
    vote: 'go',
    reason: 'x'.repeat(300),
  });
  const inserts = lanes.map(() => async () => {
    await db.transaction(tx => tx.query('insert into bench_inserts (body) values ($1)', [body]));
  });
  const latencies: number[] = [];
  let ours = 0;
  let baseline = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    baseline += (await repeated(inserts)).length;
    const took = await repeated(lanes);
    ours += took.length;
    latencies.push(...took);
  }
  const seconds = (TURNS * TURN_MS) / 1000;
  const ratio = ours / baseline;
  return {
    what: `decide and append, ${what}, ${sideBySide === 1 ? 'one' : sideBySide} at a time, p50 ${ms(quantile(latencies, 0.5))} (${where})`,
    ours: perSecond(ours / seconds),
    baseline: perSecond(baseline / seconds),
    ratio,
    ...(goal === null ? {} : { goal: `≥ ${goal.toFixed(2)}`, isMet: ratio >= goal }),
  };
}

/** Each does its next piece of work as soon as the last one is done. Gives how long each piece took. */
async function repeated(workers: readonly (() => Promise<void>)[]): Promise<number[]> {
  const until = performance.now() + TURN_MS;
  const took: number[] = [];
  await Promise.all(
    workers.map(async work => {
      for (let at = performance.now(); at < until; at = performance.now()) {
        await work();
        took.push(performance.now() - at);
      }
    }),
  );
  return took;
}

/** One release after the other in one lane; each call carries the next command out. */
function releasesOf(engine: Engine, service: string): () => Promise<void> {
  let release: Release | null = null;
  let minor = 0;
  let commands = 0;
  return async () => {
    if (release === null || release.status === 'completed') {
      minor += 1;
      release = null;
    }
    commands += 1;
    const id: string = release?.id ?? `${service}-1.${minor}.0`;
    const command: ReleaseCommand = release === null ? plan(service, minor) : nextOf(release);
    const by = 'by' in command ? command.by : 'tminus';
    const carrying = { commandId: `${service}/${commands}/${process.pid}`, actor: by };
    const outcome = await engine.handle(id, command, carrying);
    if (outcome.is === 'refused') throw new Error(`${command.type}: ${JSON.stringify(outcome.refusal)}`);
    if (outcome.events.length === 0) throw new Error(`${command.type} recorded nothing`);
    release = outcome.release;
  };
}

const shipped = await loadPolicy(join(import.meta.dirname, '../config'));
const { gates: _, ...security } = shipped.security;
/** Ticking and gathering evidence would add commands which say nothing of how fast they are kept. */
const policy = { ...shipped, security, checklist: noChecklist };

function plan(service: string, minor: number): ReleaseCommand {
  const agreement = agree(
    policy,
    {
      service: 'checkout',
      environment: 'production',
      version: `1.${minor}.0`,
      type: 'minor',
      strategy: 'all-at-once',
      repository: 'acme/checkout',
      channel: 'C0000000000',
      commit: 'c0ffee1',
      running: minor === 1 ? null : `1.${minor - 1}.0`,
      owner: REQUESTER,
      goal: 'Pay by bank transfer',
      scope: { features: 'Pay by bank transfer', improvements: '', fixes: '', debt: '' },
      milestones: [],
      risks: [],
      dependencies: { technical: '', team: '', resource: '' },
      rollback: { conditions: 'Payments fail', steps: '', owner: REQUESTER, minutes: 5 },
      communication: 'Support knows',
      window: 'Monday morning',
    },
    { shift: true, granularityPercent: 1, run: false },
  );
  if (isRefusal(agreement)) throw new Error(JSON.stringify(agreement));
  return {
    type: 'PlanRelease',
    by: REQUESTER,
    agreement: { ...agreement, plan: { ...agreement.plan, service } },
  };
}

/** What people and workers would do next. */
function nextOf(release: Release): ReleaseCommand {
  const { status, digest, approvals, poll, plan, rollout } = release;
  switch (status) {
    case 'approving': {
      const by = APPROVERS[approvals.given.length] ?? '';
      return { type: 'Approve', by, groups: GROUPS_OF[by] ?? [], digest };
    }
    case 'polling': {
      const [by, role] = VOTERS[poll?.votes.length ?? 0] ?? ['', ''];
      return { type: 'CastVote', by, roles: [role], vote: 'go', reason: '', digest };
    }
    case 'ready':
      return { type: 'Deploy', by: REQUESTER };
    case 'starting': {
      const { running, commit } = plan;
      return { type: 'StartDeploy', facts: { running, commit, digest, groups: GROUPS_OF } };
    }
    case 'deploying': {
      const current = rollout && currentStep(release);
      if (!current) throw new Error('there is no step to carry out');
      const { state, step } = current;
      return state.is === 'running'
        ? { type: 'FinishStep', step: step.id, operation: state.operation, note: 'done' }
        : { type: 'BeginStep', step: step.id };
    }
    default:
      throw new Error(`nothing to do for a release that is ${status}`);
  }
}
