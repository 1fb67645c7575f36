import { firedBy, isLost } from '../../release/analysis.ts';
import { CATASTROPHE_MS, type Compared, type ComparisonState, compare } from '../../release/comparison.ts';
import { type Counters, countedBetween } from '../../release/counting.ts';
import { currentStep } from '../../release/rollout.ts';
import type { Release } from '../../release/state.ts';
import type { Instant } from '../../release/terms.ts';
import { isWatched } from '../../release/watch.ts';
import type { Reading } from '../../release/watching.ts';
import type { Json } from '../../store/database.ts';
import { accumulatorOf, type KeptSample, recordSample, samplesSince } from '../../store/samples.ts';
import { ClaimLost, type Duty, type Hand, reasonOf } from '../duty.ts';

/** What the next tick goes on from. One from before canaries were compared has no `comparison`. */
interface Accumulator extends Counters {
  comparison?: ComparisonState;
}

const METRICS_DEADLINE_MS = 5_000;

/**
 * One tick: read, count, judge, keep. The verdict is recorded before the sample moves the task on, so that
 * a crash in between repeats the tick and loses nothing. Missed ticks are skipped.
 */
export const watch: Duty = async (task, hand) => {
  const { engine, db } = hand;
  const release = await engine.load(task.releaseId);
  if (!release || !isWatched(release)) return undefined;
  const rules = release.terms.watch;
  // Where the policy names no metrics nothing is measured, and a phase that bakes ends with a question.
  if (rules.everyMs === 0) return undefined;
  const everyMs = release.status === 'completed' ? rules.afterEveryMs : rules.everyMs;
  const now = await db.now();
  const at = task.dueAt + Math.max(0, Math.floor((now - task.dueAt) / everyMs)) * everyMs;
  const before = (await accumulatorOf(db, task.releaseId)) as unknown as Accumulator | null;
  const seen = await read(release, hand);
  const step = phaseOf(release);
  const sample: KeptSample = {
    step,
    at,
    measurement: seen.reading ? countedBetween(before, seen.reading) : null,
    problem: seen.problem,
  };
  const comparison = await judge(release, sample, before?.comparison ?? null, hand);
  const after: Accumulator | null = seen.reading
    ? {
        canary: seen.reading.canary,
        baseline: seen.reading.baseline,
        ...(comparison && { comparison }),
      }
    : before;
  const accumulator = after as unknown as Json;
  const { step: _, ...kept } = sample;
  const nextAt = at + everyMs;
  const { releaseId } = task;
  await recordSample(db, { releaseId, step, sample: kept, accumulator, claimed: task, nextAt });
  return 'kept';
};

type Seen = { reading: Reading; problem: null } | { reading: null; problem: string };

/** No answer is an observation of its own and never a healthy one. */
async function read({ plan, rollout }: Release, hand: Hand): Promise<Seen> {
  const { service, environment, version: canary } = plan;
  const subject = { service, environment, canary, baseline: rollout?.from ?? null };
  try {
    const source = hand.metrics(service, environment);
    return {
      reading: await hand.call(signal => source.read(subject, signal), METRICS_DEADLINE_MS),
      problem: null,
    };
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    return { reading: null, problem: reasonOf(error) };
  }
}

/** The phase a sample counts for. */
function phaseOf(release: Release): string {
  if (release.status === 'rolling-back') return 'rollback';
  return currentStep(release)?.step.id ?? 'after';
}

/** Tells what was found; the state of the comparison after the sample. */
async function judge(
  release: Release,
  sample: KeptSample,
  before: ComparisonState | null,
  hand: Hand,
): Promise<ComparisonState | null> {
  const { engine, db, tell } = hand;
  const { watch: rules } = release.terms;
  const since = sample.at - lookBackMs(release);
  const earlier = await samplesSince(
    db,
    release.id,
    Math.max(since, release.rollout?.firstTrafficAt ?? since),
  );
  const samples: KeptSample[] = [...earlier.filter(one => one.at < sample.at), sample];
  // Whoever promoted without measurements is asked again in the next step, and not at once.
  const ofStep = samples.filter(one => one.step === sample.step);
  if (isLost(rules, ofStep) && !release.watch.lost) {
    await tell({ type: 'RecordLost', why: sample.problem ?? 'no measurement' });
  }
  if (sample.measurement && release.watch.lost) await tell({ type: 'RecordReturned' });
  for (const finding of firedBy(rules.triggers, samples, sample.at)) {
    const known = (await engine.load(release.id))?.watch.fired.includes(finding.trigger);
    if (!known) await tell({ type: 'RecordFinding', finding });
  }
  const compared = rules.comparison ? compare(before, samples, rules.comparison) : null;
  if (compared) await tellGravest(release, compared, hand);
  return compared?.state ?? before;
}

/** One reason to roll back or to hold is enough; what has been told in this phase is no news. */
async function tellGravest(release: Release, { findings }: Compared, { engine, tell }: Hand): Promise<void> {
  if (findings.length === 0) return;
  const watch = (await engine.load(release.id))?.watch;
  if (!watch || watch.finding?.action === 'rollback') return;
  const news = findings.find(({ trigger }) => !watch.fired.includes(trigger));
  if (news) await tell({ type: 'RecordFinding', finding: news });
}

function lookBackMs({ terms }: Release): Instant {
  const { triggers, lostAfter, everyMs, afterEveryMs } = terms.watch;
  const windows = triggers.map(trigger => trigger.windowMs);
  return Math.max(lostAfter * Math.max(everyMs, afterEveryMs), CATASTROPHE_MS, ...windows);
}
