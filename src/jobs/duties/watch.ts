import { MetricsUnavailable } from '../../providers/metrics/port.ts';
import { firedBy, isLost, newsOf } from '../../release/analysis.ts';
import { CATASTROPHE_MS, type ComparisonState, compare } from '../../release/comparison.ts';
import { type Counters, countedBetween } from '../../release/counting.ts';
import { heldAt, type LastHeld, markedAgain, stillTold } from '../../release/held-before.ts';
import { currentStep } from '../../release/rollout.ts';
import { compareWithSaved, type SavedBaseline, savedAfter } from '../../release/saved-baseline.ts';
import type { Release } from '../../release/state.ts';
import type { Instant } from '../../release/terms.ts';
import { isWatched } from '../../release/watch.ts';
import type { Finding, Measurement, Reading } from '../../release/watching.ts';
import type { Json } from '../../store/database.ts';
import type { KeptSample } from '../../store/samples.ts';
import { ClaimLost, type Duty, type Hand, reasonOf } from '../duty.ts';
import { holdShares } from '../hold-shares.ts';

/** What the next tick goes on from. One from an earlier version of tminus may lack what is optional. */
export interface Accumulator extends Counters {
  comparison?: ComparisonState;
  /** What the version beside showed. */
  saved?: SavedBaseline;
  /** When the counters were read. */
  readAt?: Instant;
  lastHeld?: LastHeld;
}

const METRICS_DEADLINE_MS = 5_000;

/**
 * One tick: read, count, judge, keep. The verdict is recorded before the sample moves the task on, so that
 * a crash in between repeats the tick and loses nothing. Missed ticks are skipped.
 */
export const watch: Duty = async (task, hand) => {
  const { engine, samples } = hand;
  const release = await engine.load(task.releaseId);
  if (!release || !isWatched(release)) return undefined;
  const rules = release.terms.watch;
  // Where the policy names no metrics nothing is measured, and a phase that bakes ends with a question.
  if (rules.everyMs === 0) return undefined;
  const everyMs = release.status === 'completed' ? rules.afterEveryMs : rules.everyMs;
  const { now, at: lastAt, accumulator: kept } = await samples.stateOf(task.releaseId);
  const at = task.dueAt + Math.max(0, Math.floor((now - task.dueAt) / everyMs)) * everyMs;
  const before = kept as unknown as Accumulator | null;
  // Beside the measuring, which must not wait for it.
  const held = holdShares(release, at, hand);
  const seen = await read(release, hand);
  const step = phaseOf(release);
  const measurement = seen.reading && measured(release, before, seen.reading, at);
  const sample: KeptSample = { step, at, measurement, ...seen.trouble };
  const saved = savedAfter(before?.saved ?? null, sample, isAlone(release));
  const known = { before: before?.comparison ?? null, saved, lastAt, held: before?.lastHeld ?? {} };
  const { comparison, lastHeld } = await judge(release, sample, known, hand);
  const after: Accumulator | null = seen.reading
    ? {
        lastHeld,
        canary: seen.reading.canary,
        baseline: seen.reading.baseline,
        readAt: at,
        ...(comparison && { comparison }),
        ...(saved && { saved }),
      }
    : before && { ...before, lastHeld };
  const accumulator = after as unknown as Json;
  const nextAt = at + everyMs;
  await held;
  await samples.record(
    { releaseId: task.releaseId, step, sample, accumulator, claimed: task, nextAt },
    lastAt,
  );
  return { keptForMs: nextAt - now };
};

interface Seen {
  reading: Reading | null;
  trouble: Pick<KeptSample, 'problem' | 'problemKind' | 'checks'>;
}

/** No answer is an observation of its own and never a healthy one. */
async function read({ plan, rollout }: Release, hand: Hand): Promise<Seen> {
  const { service, environment, version: canary } = plan;
  const subject = { service, environment, canary, baseline: rollout?.from ?? null };
  try {
    const source = hand.metrics(service, environment);
    const reading = await hand.call(signal => source.read(subject, signal), METRICS_DEADLINE_MS);
    return { reading, trouble: { problem: null } };
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    // Whatever else goes wrong, such as the deadline, nothing was heard.
    const { kind: problemKind = 'dead', checks } = error instanceof MetricsUnavailable ? error : {};
    return { reading: null, trouble: { problem: reasonOf(error), problemKind, ...(checks && { checks }) } };
  }
}

/** What was counted since the last reading, and the share of the traffic, unless that is on the move. */
function measured(release: Release, before: Accumulator | null, reading: Reading, at: Instant): Measurement {
  const isSteady = release.status === 'deploying' && currentStep(release)?.state.is !== 'running';
  const overMs = before?.readAt === undefined ? 0 : at - before.readAt;
  return {
    ...countedBetween(before, reading),
    ...(overMs > 0 && { overMs }),
    ...(isSteady && release.rollout && { traffic: release.rollout.traffic }),
  };
}

/** Whether nothing of the version before is left beside the new one. */
const isAlone = ({ status, rollout }: Release): boolean =>
  status === 'completed' || (status === 'deploying' && rollout?.traffic === 100);

/** The phase a sample counts for. */
function phaseOf(release: Release): string {
  if (release.status === 'rolling-back') return 'rollback';
  return currentStep(release)?.step.id ?? 'after';
}

/** What the ticks before have come to. */
interface Known {
  before: ComparisonState | null;
  saved: SavedBaseline | null;
  held: LastHeld;
  /** The last one; null before the first. */
  lastAt: Instant | null;
}

/** Tells what was found; the state of the comparison after the sample, and which triggers held when. */
async function judge(
  release: Release,
  sample: KeptSample,
  { before, saved, lastAt, held }: Known,
  hand: Hand,
): Promise<{ comparison: ComparisonState | null; lastHeld: LastHeld }> {
  const { tell } = hand;
  const { watch: rules } = release.terms;
  const since = sample.at - lookBackMs(release);
  const from = Math.max(since, release.rollout?.firstTrafficAt ?? since);
  const earlier = await hand.samples.since(release.id, from, lastAt);
  const samples: KeptSample[] = [...earlier.filter(one => one.at < sample.at), sample];
  // Whoever promoted without measurements is asked again in the next step, and not at once.
  const ofStep = samples.filter(one => one.step === sample.step);
  if (isLost(rules, ofStep) && !release.watch.lost) {
    const { problem, problemKind: kind } = sample;
    await tell({ type: 'RecordLost', why: problem ?? 'no measurement', ...(kind && { kind }) });
  }
  if (sample.measurement && release.watch.lost) await tell({ type: 'RecordReturned' });
  const alone = isAlone(release) ? saved : null;
  const holding = firedBy(rules.triggers, samples, sample.at, alone?.counts ?? null);
  const now = holding.length > 0 ? await hand.engine.load(release.id) : null;
  for (const finding of now ? newsOf(holding, rules.triggers, stillTold(now, held, sample.at)) : []) {
    await tell({ type: 'RecordFinding', finding: markedAgain(finding, now ?? release, held) });
  }
  const lastHeld = heldAt(held, holding, sample.at);
  const beside = rules.comparison ? compare(before, samples, rules.comparison) : null;
  if (!rules.comparison || !beside) return { comparison: before, lastHeld };
  const past = alone && compareWithSaved(beside.state, samples, rules.comparison, alone);
  const findings = [...beside.findings, ...(past?.findings ?? [])];
  await tellGravest(release, findings, { held, at: sample.at }, hand);
  return { comparison: past?.state ?? beside.state, lastHeld: heldAt(lastHeld, findings, sample.at) };
}

/** One reason to roll back or to hold is enough; what has been told in this phase is no news. */
async function tellGravest(
  { id }: Release,
  findings: readonly Finding[],
  { held, at }: Pick<Known, 'held'> & { at: Instant },
  { engine, tell }: Hand,
): Promise<void> {
  const release = findings.length > 0 ? await engine.load(id) : null;
  if (!release) return;
  const { fired, finding: standing } = release.watch;
  const told = stillTold(release, held, at);
  const isBack = ({ trigger }: Finding) => fired.includes(trigger) && !told.includes(trigger);
  const isSaid = standing?.action === 'rollback';
  const news = findings.find(one => isBack(one) || (!isSaid && !told.includes(one.trigger)));
  if (news) await tell({ type: 'RecordFinding', finding: markedAgain(news, release, held) });
}

function lookBackMs({ terms }: Release): Instant {
  const { triggers, lostAfter, everyMs, afterEveryMs } = terms.watch;
  const slowest = Math.max(everyMs, afterEveryMs);
  const windows = triggers.map(({ windowMs, heldMs = 0 }) => windowMs + (heldMs > 0 ? heldMs + slowest : 0));
  return Math.max(lostAfter * slowest, CATASTROPHE_MS, ...windows);
}
