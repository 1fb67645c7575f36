import type { DeployTarget, Operation } from '../../providers/deploys/port.ts';
import type { Rollback, RollbackPart } from '../../release/rollback.ts';
import type { Release } from '../../release/state.ts';
import type { Version } from '../../release/terms.ts';
import { awaitInterrupted } from '../await-interrupted.ts';
import type { Again, Duty, DutyOfWorkers, Hand } from '../duty.ts';
import { reasonOf } from '../duty.ts';
import { pursue } from '../pursue.ts';

/** How long one claim stays with an operation; well inside the lease. */
const STAY_MS = 5_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 250;
/** An operation of a rollback that has not ended after this long is asserted anew. */
const OPERATION_TIMEOUT_MS = { shift: 30_000, restore: 10 * 60_000 };

interface PartUnderWay {
  release: Release;
  rollback: Rollback;
  part: RollbackPart;
  operation: NonNullable<Rollback['operation']>;
  /** Recorded by this very claim. */
  justBegun: boolean;
}

/** Carries the part of the rollback that is under way further. Asks the target and nobody else. */
const rollBack: Duty = async ({ releaseId, task }, hand) => {
  const under = await partUnderWay(releaseId, task, hand);
  if (!under) return undefined;
  const { release, rollback, part } = under;
  switch (part.kind) {
    case 'shift':
    case 'restore':
      return move(under, part, hand);
    case 'cancel':
      return awaitInterrupted(release, rollback, hand);
    case 'wait': {
      const leftMs = under.operation.startedAt + part.ms - (await hand.db.now());
      return leftMs > 0 ? { againInMs: leftMs } : finish(rollback, '', hand);
    }
    case 'verify':
      return verify(rollback, release, hand);
  }
};

async function partUnderWay(releaseId: string, task: string, hand: Hand): Promise<PartUnderWay | null> {
  const of = (release: Release | null, justBegun: boolean): PartUnderWay | null => {
    const rollback = release?.status === 'rolling-back' ? release.rollback : null;
    const part = rollback?.parts[rollback.at];
    if (!release || !rollback?.operation || !part || task !== `roll-back/${rollback.at}`) return null;
    return { release, rollback, part, operation: rollback.operation, justBegun };
  };
  const release = await hand.engine.load(releaseId);
  const { rollback } = release ?? {};
  if (!rollback || rollback.operation) return of(release, false);
  if (task !== `roll-back/${rollback.at}`) return null;
  const begun = await hand.tell({ type: 'BeginPart', part: rollback.at });
  return of(begun.release, begun.is === 'done' && begun.events.length > 0 && !begun.repeated);
}

const finish = async ({ at }: Rollback, note: string, { tell }: Hand): Promise<undefined> => {
  await tell({ type: 'FinishPart', part: at, note });
};

/** Stays with it: traffic has to be away in well under a second. */
async function move(
  { release, rollback, operation: begun, justBegun }: PartUnderWay,
  part: Extract<RollbackPart, { kind: 'shift' | 'restore' }>,
  hand: Hand,
): Promise<Again | undefined> {
  const { service, environment } = release.plan;
  const target = hand.targets(service, environment);
  const operation: Operation = {
    id: begun.id,
    service,
    environment,
    // Every part has the same fence: a part that is asserted again must not be refused as outdated.
    fence: rollback.fence,
    ...(part.kind === 'shift'
      ? { kind: 'shift', version: rollback.bad, against: rollback.to, percent: part.percent }
      : { kind: 'restore', version: rollback.to, against: rollback.bad, percent: 100 }),
  };
  const ageMs = justBegun ? 0 : (await hand.db.now()) - begun.startedAt;
  const arrivedAt = performance.now();
  let isNew = justBegun;
  // Traffic waits for nothing, not even for what the target has to say about it.
  const keepsOutput = part.kind === 'restore';
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, LAST_LOOK_MS)) {
    const stayedMs = performance.now() - arrivedAt;
    const seen = await pursue(operation, isNew ? null : ageMs + stayedMs, target, hand, { keepsOutput });
    isNew = false;
    if (seen.is === 'succeeded') return finish(rollback, seen.note ?? '', hand);
    const why =
      seen.is === 'running'
        ? ageMs > OPERATION_TIMEOUT_MS[part.kind] && `not done after ${Math.round(ageMs / 1000)} s`
        : seen.why;
    if (why) {
      const left = part.kind === 'shift' ? await shareOf(rollback.bad, target, hand) : null;
      // A version that is not even installed cannot be shifted, and need not be.
      if (left !== null && part.kind === 'shift' && left <= part.percent) {
        return finish(rollback, `${rollback.bad} has ${left} % of the traffic`, hand);
      }
      await hand.tell({ type: 'BreakPart', part: rollback.at, why });
      return undefined;
    }
    if (stayedMs > STAY_MS) return { againInMs: LAST_LOOK_MS };
    await pause(waitMs, hand.signal);
  }
}

async function shareOf(version: Version, target: DeployTarget, hand: Hand): Promise<number> {
  const { shares } = await hand.call(signal => target.read(signal));
  return shares[version] ?? 0;
}

/** Believes only what the target says now. */
async function verify(rollback: Rollback, release: Release, hand: Hand): Promise<undefined> {
  const { service, environment } = release.plan;
  const target = hand.targets(service, environment);
  const { version, shares } = await hand.call(signal => target.read(signal));
  const left = shares[rollback.bad] ?? 0;
  if (version === rollback.to && left === 0)
    return finish(rollback, `${rollback.to} serves everything`, hand);
  const why =
    left > 0
      ? `${rollback.bad} still has ${left} % of the traffic`
      : `${version ?? 'nothing'} runs there instead of ${rollback.to}`;
  await hand.tell({ type: 'BreakPart', part: rollback.at, why });
  return undefined;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });

export const rollBackDuty: DutyOfWorkers = {
  carryOut: rollBack,
  onTrouble: async (_task, { tell }, error) => {
    await tell({ type: 'ReportTrouble', why: reasonOf(error) });
  },
};
