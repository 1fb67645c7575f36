import type { Release } from '../../release/state.ts';
import { awaitInterrupted, stopInterrupted } from '../await-interrupted.ts';
import type { Again, Duty, DutyOfWorkers, Hand } from '../duty.ts';
import { reasonOf } from '../duty.ts';
import { moveTraffic } from '../move-traffic.ts';
import { breakPart, finishPart, type PartUnderWay } from '../rollback-part.ts';
import { runPart } from '../run-part.ts';

const LOOK_AGAIN_MS = 250;

/** Carries the part of the rollback that is under way further. Asks the targets and nobody else. */
const rollBack: Duty = async ({ releaseId, task }, hand) => {
  const under = await partUnderWay(releaseId, task, hand);
  if (!under) return undefined;
  const { part } = under;
  switch (part.kind) {
    case 'shift':
    case 'restore':
      return moveTraffic(under, part, hand);
    case 'cancel':
      return awaitInterrupted(under, hand);
    case 'wait': {
      const leftMs = under.operation.startedAt + part.ms - (await hand.db.now());
      // More than all of it: the clock was set back, and traffic on a bad version must not wait for that.
      return leftMs > 0 && leftMs <= part.ms ? { againInMs: leftMs } : finishPart(under, '', hand);
    }
    case 'verify':
      return verify(under, hand);
    case 'run':
      return runPart(under, part, hand);
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

/**
 * Believes only what the target says now. The last look also waits for the operation that was interrupted,
 * where nobody has yet: only then may anything be undone, and the lane move on.
 */
async function verify(under: PartUnderWay, hand: Hand): Promise<Again | undefined> {
  const { release, rollback } = under;
  const { bad, to, away, at, parts } = rollback;
  const isLast = at === parts.findLastIndex(({ kind }) => kind === 'verify');
  if (!isLast && !away) return finishPart(under, 'only the restore can take the traffic', hand);
  const target = hand.targets(release.plan.service, release.plan.environment);
  const { version, shares } = await hand.call(signal => target.read(signal));
  const left = shares[bad] ?? 0;
  if (left > 0) return breakPart(under, `${bad} still has ${left} % of the traffic`, hand);
  if (!isLast) return finishPart(under, `${bad} has no traffic`, hand);
  if (version !== to) return breakPart(under, `${version ?? 'nothing'} runs there instead of ${to}`, hand);
  const ended = await stopInterrupted(release, rollback, hand);
  return ended === null ? { againInMs: LOOK_AGAIN_MS } : finishPart(under, `${to} serves everything`, hand);
}

export const rollBackDuty: DutyOfWorkers = {
  carryOut: rollBack,
  onTrouble: async (_task, { tell }, error) => {
    await tell({ type: 'ReportTrouble', why: reasonOf(error) });
  },
};
