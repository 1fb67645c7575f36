import { setTimeout as pause } from 'node:timers/promises';
import type { DeployTarget, Operation, Running } from '../providers/deploys/port.ts';
import type { RollbackPart } from '../release/rollback-parts.ts';
import { type Again, type Hand, reasonOf } from './duty.ts';
import { type Pursued, pursue } from './pursue.ts';
import { breakPart, finishPart, type PartUnderWay, skipPart } from './rollback-part.ts';

type MovingPart = Extract<RollbackPart, { kind: 'shift' | 'restore' }>;

/** How long one claim stays with an operation; well inside the lease. */
const STAY_MS = 5_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 250;
/** An operation of a rollback that has not ended after this long is asserted anew. */
const OPERATION_TIMEOUT_MS = { shift: 30_000, restore: 10 * 60_000 };
/** A target that does not shift after so many attempts may still restore, which takes the traffic too. */
const SHIFTS_AT_MOST = 3;

/** Carries out what moves traffic, and stays with it: it has to be away in well under a second. */
export async function moveTraffic(
  under: PartUnderWay,
  part: MovingPart,
  hand: Hand,
): Promise<Again | undefined> {
  const { release, operation: begun, justBegun } = under;
  const target = hand.targets(release.plan.service, release.plan.environment);
  if (part.kind === 'shift' && mayBeAlone(under) && (await isAlone(under, target, hand))) {
    return skipPart(under, 'no other version is there to take the traffic', hand);
  }
  const operation = operationFor(under, part);
  const ageMs = (await hand.db.now()) - begun.startedAt;
  const arrivedAt = performance.now();
  let isNew = justBegun;
  // Traffic waits for nothing, not even for what the target has to say about it.
  const keepsOutput = part.kind === 'restore';
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, LAST_LOOK_MS)) {
    const stayedMs = performance.now() - arrivedAt;
    let seen: Pursued;
    try {
      seen = await pursue(operation, isNew ? null : ageMs + stayedMs, target, hand, { keepsOutput });
    } catch (error) {
      return await givenUp(under, part, error, target, hand);
    }
    isNew = false;
    if (seen.is === 'succeeded') return finishPart(under, seen.note ?? '', hand);
    if (seen.is !== 'running') return failed(under, part, seen.why, target, hand);
    if (ageMs > OPERATION_TIMEOUT_MS[part.kind]) {
      return failed(under, part, `not done after ${Math.round(ageMs / 1000)} s`, target, hand);
    }
    if (stayedMs > STAY_MS) return { againInMs: LAST_LOOK_MS };
    await pause(waitMs, undefined, { signal: hand.signal });
  }
}

function operationFor({ release, rollback, operation }: PartUnderWay, part: MovingPart): Operation {
  const { service, environment } = release.plan;
  const { bad, to, fence } = rollback;
  // Every part has the same fence: a part that is asserted again must not be refused as outdated.
  const about = { id: operation.id, service, environment, fence };
  if (part.kind === 'restore') return { ...about, kind: 'restore', version: to, against: bad, percent: 100 };
  // What runs beside it takes the traffic; the version to go back to may have to be installed first.
  const against = release.rollout?.from ?? to;
  return { ...about, kind: 'shift', version: bad, against, percent: part.percent };
}

/**
 * An operation that cannot even be asked about is asked about again, as long as nothing of the target answers. Where it can
 * be read, something is wrong with this one: after its time another takes its place, and for a share the restore.
 */
async function givenUp(
  under: PartUnderWay,
  part: MovingPart,
  error: unknown,
  target: DeployTarget,
  hand: Hand,
): Promise<undefined> {
  hand.signal.throwIfAborted();
  const ageMs = (await hand.db.now()) - under.operation.startedAt;
  const isOver = ageMs > OPERATION_TIMEOUT_MS[part.kind];
  if (!isOver || (await readIfPossible(target, hand)) === null) throw error;
  return failed(under, part, reasonOf(error), target, hand);
}

async function failed(
  under: PartUnderWay,
  part: MovingPart,
  why: string,
  target: DeployTarget,
  hand: Hand,
): Promise<undefined> {
  if (part.kind === 'restore') return breakPart(under, why, hand);
  // Such a share may be too fine for the target; the next part takes all of it.
  if (part.percent > 0) return skipPart(under, why, hand);
  const { bad, attempt } = under.rollback;
  const running = await readIfPossible(target, hand);
  // A version that is not even installed cannot be shifted, and need not be.
  if (running && (running.shares[bad] ?? 0) === 0) return finishPart(under, `${bad} has no traffic`, hand);
  const isHopeless = attempt >= SHIFTS_AT_MOST || (running !== null && hasNobody(under, running));
  return isHopeless ? skipPart(under, why, hand) : breakPart(under, why, hand);
}

/** Null where it cannot be read, which must not keep the traffic from being moved. */
async function readIfPossible(target: DeployTarget, hand: Hand): Promise<Running | null> {
  try {
    return await hand.call(signal => target.read(signal));
  } catch {
    hand.signal.throwIfAborted();
    return null;
  }
}

/** Until all traffic was shifted, the version from before surely serves the rest. */
const mayBeAlone = ({ release }: PartUnderWay): boolean => (release.rollout?.traffic ?? 100) === 100;

/** Shifting to a version that is gone would send people nowhere. Where it cannot be read, shifting is tried. */
async function isAlone(under: PartUnderWay, target: DeployTarget, hand: Hand): Promise<boolean> {
  const running = await readIfPossible(target, hand);
  return running !== null && hasNobody(under, running);
}

function hasNobody({ release, rollback }: PartUnderWay, { shares }: Running): boolean {
  const beside = release.rollout?.from ?? rollback.to;
  return (shares[rollback.bad] ?? 0) > 0 && shares[beside] === undefined;
}
