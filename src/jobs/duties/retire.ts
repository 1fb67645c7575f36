import type { Operation } from '../../providers/deploys/port.ts';
import { retiresAt } from '../../release/retirement.ts';
import type { Release } from '../../release/state.ts';
import type { Again, Duty, DutyOfWorkers, Hand } from '../duty.ts';
import { reasonOf } from '../duty.ts';
import { pursue } from '../pursue.ts';

/** While another release goes out or comes back there, nothing is stopped. */
const LANE_IS_BUSY_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;
/** Stopping processes is quick; what has not ended by then is left to people. */
const TIMEOUT_MS = 10 * 60_000;

/** Stops the version that was kept to switch back to, unless it serves again. */
const retire: Duty = async ({ releaseId }, hand) => {
  const { engine, db, tell, call, targets } = hand;
  const release = await engine.load(releaseId);
  const dueAt = release && retiresAt(release);
  const old = release?.rollout?.from;
  if (!release || dueAt == null || old == null || (await db.now()) < dueAt) return undefined;
  const { service, environment } = release.plan;
  if (release.retirement) return follow(release, old, hand);
  if ((await engine.lane({ service, environment })).holder !== null) return { againInMs: LANE_IS_BUSY_MS };
  const { version, shares } = await call(signal => targets(service, environment).read(signal));
  if (version === old || (shares[old] ?? 0) > 0) {
    await tell({ type: 'KeepVersion', why: 'it has traffic again' });
    return undefined;
  }
  if (shares[old] === undefined) {
    await tell({ type: 'KeepVersion', why: 'it is not installed any more' });
    return undefined;
  }
  const begun = await tell({ type: 'BeginRetirement' });
  return begun.release?.retirement ? follow(begun.release, old, hand) : undefined;
};

async function follow(release: Release, old: string, hand: Hand): Promise<Again | undefined> {
  const { runbook, rollout, retirement, plan } = release;
  const call = runbook.keepOld?.retire;
  if (!call || !rollout || !retirement) return undefined;
  const { service, environment, version } = plan;
  const target = hand.targets(service, environment, call.on);
  const operation: Operation = {
    id: retirement.operation,
    kind: 'run',
    action: call.action,
    ...(call.with && { with: call.with }),
    service,
    environment,
    version: old,
    against: version,
    percent: 0,
    // After every step of this release, before everything that was decided later.
    fence: rollout.fence + runbook.steps.length,
  };
  const ageMs = (await hand.db.now()) - retirement.startedAt;
  const seen = await pursue(operation, ageMs, target, hand);
  if (seen.is === 'running' && ageMs < TIMEOUT_MS) return { againInMs: LOOK_AGAIN_MS };
  if (seen.is === 'succeeded') await hand.tell({ type: 'FinishRetirement', note: seen.note ?? '' });
  else await hand.tell({ type: 'KeepVersion', why: 'why' in seen ? seen.why : 'it did not stop in time' });
  return undefined;
}

export const retireDuty: DutyOfWorkers = {
  carryOut: retire,
  onTrouble: async (_task, { tell }, error) => {
    await tell({ type: 'KeepVersion', why: reasonOf(error) });
  },
};
