import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Sample } from '../release/watching.ts';
import type { Json, Queryable } from './database.ts';
import type { Claimed } from './tasks.ts';

export interface Tick {
  releaseId: ReleaseId;
  /** The phase it belongs to, such as `traffic-25`. */
  step: string;
  /** `sample.at` is the tick: a second sample of the same step and time is dropped. */
  sample: Sample;
  /** What the next tick needs to go on: the last raw counters, the state of a running test. */
  accumulator: Json;
  /** The task that took the sample, and when its next tick is. */
  claimed: Claimed;
  nextAt: Instant;
}

export interface KeptSample extends Sample {
  step: string;
}

/** Sample, accumulator and next due time at once. False, and nothing written, when the claim is void. */
export declare function recordSample(db: Queryable, tick: Tick): Promise<boolean>;

/** Samples at or after `at`, oldest first. */
export declare function samplesSince(db: Queryable, releaseId: ReleaseId, at: Instant): Promise<KeptSample[]>;

export declare function accumulatorOf(db: Queryable, releaseId: ReleaseId): Promise<Json | null>;

/** Deletes samples (and accumulators nobody wrote to) from before `at`; how many samples. */
export declare function trimSamples(db: Queryable, at: Instant): Promise<number>;
