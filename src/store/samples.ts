import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Sample } from '../release/watching.ts';
import type { Json, Queryable } from './database.ts';
import { RELEASE } from './lease.ts';
import { isPacked, type PackedSample, packed, unpacked } from './packed-sample.ts';
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

/**
 * Sample, accumulator and next due time at once, of several releases. Which were kept: nothing of a tick is written
 * when its claim is void.
 */
export async function recordSamples(db: Queryable, ticks: readonly Tick[]): Promise<boolean[]> {
  const { rows } = await db.query<{ token: string }>(
    `with ticks as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[],
                            $6::text[], $7::bigint[], $8::text[], $9::text[])
         as tick (release_id, task, claim_token, asked, next_at, step, at, body, accumulator)
     ),
     held as (
       update app.tasks as mine set ${RELEASE}, rung_at = null, failures = 0,
         due_at = case when mine.asked = tick.asked then tick.next_at else least(mine.due_at, tick.next_at) end
       from ticks as tick
       where mine.release_id = tick.release_id and mine.task = tick.task and mine.claim_token = tick.claim_token
       returning tick.*
     ),
     sampled as (
       insert into app.samples (release_id, step, at, body) select release_id, step, at, body from held
       on conflict do nothing
     ),
     watched as (
       insert into app.watches (release_id, at, accumulator) select release_id, at, accumulator from held
       on conflict (release_id) do update set at = excluded.at, accumulator = excluded.accumulator
     )
     select claim_token as token from held`,
    [
      ticks.map(({ releaseId }) => releaseId),
      ticks.map(({ claimed }) => claimed.task),
      ticks.map(({ claimed }) => claimed.claimToken),
      ticks.map(({ claimed }) => claimed.asked),
      ticks.map(({ nextAt }) => nextAt),
      ticks.map(({ step }) => step),
      ticks.map(({ sample }) => sample.at),
      ticks.map(({ sample }) => bodyOf(sample)),
      ticks.map(({ accumulator }) => JSON.stringify(accumulator)),
    ],
  );
  const held = new Set(rows.map(({ token }) => token));
  return ticks.map(({ claimed }) => held.has(claimed.claimToken));
}

export const recordSample = async (db: Queryable, tick: Tick): Promise<boolean> =>
  (await recordSamples(db, [tick]))[0] === true;

interface SampleRow {
  step: string;
  at: Instant;
  body: string;
}

function keptSample({ step, at, body }: SampleRow): KeptSample {
  const kept: Omit<KeptSample, 'step' | 'at'> | Omit<PackedSample, 'step' | 'at'> = JSON.parse(body);
  return isPacked(kept) ? unpacked({ step, at, ...kept }) : { step, at, ...kept };
}

/** Most of a sample are the limits of its buckets: as a list of numbers they take a third of the room. */
const bodyOf = ({ at: _, ...sample }: Sample): string => {
  const { step, at, ...body } = packed({ step: '', at: 0, ...sample }, limits => limits);
  return JSON.stringify(body);
};

/** Samples at or after `at`, oldest first. */
export async function samplesSince(db: Queryable, releaseId: ReleaseId, at: Instant): Promise<KeptSample[]> {
  const { rows } = await db.query<SampleRow>(
    'select step, at, body from app.samples where release_id = $1 and at >= $2 order by at, step',
    [releaseId, at],
  );
  return rows.map(keptSample);
}

/** The same of several releases, in their order. */
export async function samplesOfEachSince(
  db: Queryable,
  asked: readonly { releaseId: ReleaseId; at: Instant }[],
): Promise<KeptSample[][]> {
  const { rows } = await db.query<SampleRow & { asked: number }>(
    `select asked.place::int as asked, sample.step, sample.at, sample.body
     from unnest($1::text[], $2::bigint[]) with ordinality as asked (release_id, since, place)
     join app.samples as sample on sample.release_id = asked.release_id and sample.at >= asked.since
     order by sample.at, sample.step`,
    [asked.map(({ releaseId }) => releaseId), asked.map(({ at }) => at)],
  );
  const found: KeptSample[][] = asked.map(() => []);
  for (const row of rows) found[row.asked - 1]?.push(keptSample(row));
  return found;
}

/** Where the watch of a release stands. */
export interface WatchState {
  /** The database's clock. */
  now: Instant;
  /** Both null before the first tick. */
  accumulator: Json | null;
  /** The last tick. */
  at: Instant | null;
}

/** Of several releases, in their order. */
export async function watchStates(db: Queryable, releaseIds: readonly ReleaseId[]): Promise<WatchState[]> {
  const { rows } = await db.query<{ now: Instant; accumulator: string | null; at: Instant | null }>(
    `select app.now_ms() as now, watch.accumulator, watch.at
     from unnest($1::text[]) with ordinality as asked (release_id, place)
     left join app.watches as watch on watch.release_id = asked.release_id
     order by asked.place`,
    [releaseIds],
  );
  return rows.map(({ now, accumulator, at }) => ({
    now,
    accumulator: accumulator === null ? null : JSON.parse(accumulator),
    at,
  }));
}

export const accumulatorOf = async (db: Queryable, releaseId: ReleaseId): Promise<Json | null> =>
  (await watchStates(db, [releaseId]))[0]?.accumulator ?? null;

/** So that neither a statement takes long nor what is under way waits for it. */
const TRIMMED_AT_ONCE = 2_000;

/** Deletes samples (and accumulators nobody wrote to) from before `at`; how many samples. */
export async function trimSamples(db: Queryable, at: Instant, atOnce = TRIMMED_AT_ONCE): Promise<number> {
  let trimmed = 0;
  for (let last = atOnce; last === atOnce; trimmed += last) {
    const { rowCount } = await db.query(
      `delete from app.samples where ctid = any (
         array(select ctid from app.samples where at < $1 order by at limit $2)
       )`,
      [at, atOnce],
    );
    last = rowCount;
  }
  await db.query('delete from app.watches where at < $1', [at]);
  return trimmed;
}
