import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Sample } from '../release/watching.ts';
import type { Json, Queryable } from './database.ts';
import { whenParams } from './lease.ts';
import { BY_CLAIM, type Claimed, claimParams, LET_GO } from './tasks.ts';

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
export async function recordSample(db: Queryable, tick: Tick): Promise<boolean> {
  const { rows } = await db.query<{ held: number }>(
    `with held as (update app.tasks set ${LET_GO}, failures = 0 where ${BY_CLAIM} returning release_id),
     sampled as (
       insert into app.samples (release_id, step, at, body)
       select $7, $8, $9::bigint, $10 from held
       on conflict do nothing
     ),
     watched as (
       insert into app.watches (release_id, at, accumulator)
       select $7, $9::bigint, $11 from held
       on conflict (release_id) do update set at = excluded.at, accumulator = excluded.accumulator
     )
     select count(*) as held from held`,
    [
      ...claimParams(tick.claimed),
      ...whenParams({ dueAt: tick.nextAt }),
      tick.releaseId,
      tick.step,
      tick.sample.at,
      JSON.stringify(bodyOf(tick.sample)),
      JSON.stringify(tick.accumulator),
    ],
  );
  return rows[0]?.held === 1;
}

const bodyOf = ({ measurement, problem, problemKind }: Sample): Omit<Sample, 'at'> => ({
  measurement,
  problem,
  ...(problemKind && { problemKind }),
});

/** Samples at or after `at`, oldest first. */
export async function samplesSince(db: Queryable, releaseId: ReleaseId, at: Instant): Promise<KeptSample[]> {
  const { rows } = await db.query<{ step: string; at: Instant; body: string }>(
    'select step, at, body from app.samples where release_id = $1 and at >= $2 order by at, step',
    [releaseId, at],
  );
  return rows.map(({ step, at, body }) => {
    const kept: Omit<Sample, 'at'> = JSON.parse(body);
    return { step, at, ...kept };
  });
}

export async function accumulatorOf(db: Queryable, releaseId: ReleaseId): Promise<Json | null> {
  const { rows } = await db.query<{ accumulator: string }>(
    'select accumulator from app.watches where release_id = $1',
    [releaseId],
  );
  return rows[0] ? JSON.parse(rows[0].accumulator) : null;
}

/** Deletes samples (and accumulators nobody wrote to) from before `at`; how many samples. */
export async function trimSamples(db: Queryable, at: Instant): Promise<number> {
  const { rowCount } = await db.query('delete from app.samples where at < $1', [at]);
  await db.query('delete from app.watches where at < $1', [at]);
  return rowCount;
}
