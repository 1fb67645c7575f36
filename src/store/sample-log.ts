import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Database } from './database.ts';
import { gathering } from './gathering.ts';
import { type PackedSample, packed, sharing, unpacked } from './packed-sample.ts';
import {
  type KeptSample,
  recordSamples,
  samplesOfEachSince,
  type Tick,
  type WatchState,
  watchStates,
} from './samples.ts';

/** The samples of a database as one process works with them: many releases at a time, and nothing read twice. */
export interface SampleLog {
  stateOf(releaseId: ReleaseId): Promise<WatchState>;
  /** Samples at or after `at`, oldest first; `upTo` is the last tick as `stateOf` has just said. */
  since(releaseId: ReleaseId, at: Instant, upTo: Instant | null): Promise<KeptSample[]>;
  /**
   * Sample, accumulator and next due time at once. False, and nothing written, when the claim is void.
   * @param after the last tick before this one, as `stateOf` said under the same claim
   */
  record(tick: Tick, after: Instant | null): Promise<boolean>;
}

/** All samples of a release at or after `from`, up to the tick `upTo`. */
interface Remembered {
  from: Instant;
  upTo: Instant | null;
  samples: PackedSample[];
}

/** About half a kilobyte each. */
const REMEMBERED = 300_000;
/** Reading the past again after a start must not hold up what is under way. */
const READ_AT_ONCE = 20;

/**
 * Samples are only ever added, so what is remembered and those after it are the present. The last tick, which is kept
 * with the accumulator, tells whether there are any: other processes take ticks of the same releases.
 */
export function openSampleLog(db: Database, capacity = REMEMBERED): SampleLog {
  const memory = new Map<ReleaseId, Remembered>();
  const shared = sharing();
  let size = 0;

  function forget(releaseId: ReleaseId): void {
    size -= memory.get(releaseId)?.samples.length ?? 0;
    memory.delete(releaseId);
  }

  function remember(releaseId: ReleaseId, remembered: Remembered): void {
    forget(releaseId);
    memory.set(releaseId, remembered);
    size += remembered.samples.length;
    for (const oldest of memory.keys()) {
      if (size <= capacity || oldest === releaseId) return;
      forget(oldest);
    }
  }

  const read = gathering(
    (asked: readonly { releaseId: ReleaseId; at: Instant }[]) => samplesOfEachSince(db, asked),
    READ_AT_ONCE,
  );
  const record = gathering((ticks: readonly Tick[]) => recordSamples(db, ticks));

  return {
    stateOf: gathering((ids: readonly ReleaseId[]) => watchStates(db, ids)),

    async since(releaseId, at, upTo) {
      const known = memory.get(releaseId);
      const isUsable = known !== undefined && known.from <= at && (known.upTo ?? 0) <= (upTo ?? 0);
      let samples = isUsable ? known.samples : [];
      if (!isUsable || known.upTo !== upTo) {
        const news = await read({ releaseId, at: isUsable && known.upTo !== null ? known.upTo + 1 : at });
        samples = [...samples, ...news.map(sample => packed(sample, shared))];
      }
      samples = samples.filter(sample => sample.at >= at);
      remember(releaseId, { from: at, upTo, samples });
      return samples.map(unpacked);
    },

    async record(tick, after) {
      const { releaseId, step, sample } = tick;
      const isKept = await record(tick);
      const known = memory.get(releaseId);
      // Where another process took a tick in between, whoever reads next learns of both.
      if (isKept && known?.upTo === after) {
        const samples = [...known.samples, packed({ step, ...sample }, shared)];
        remember(releaseId, { ...known, upTo: sample.at, samples });
      }
      return isKept;
    },
  };
}
