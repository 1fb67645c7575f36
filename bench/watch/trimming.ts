import type { Database } from '../../src/store/database.ts';
import { trimSamples } from '../../src/store/samples.ts';

const ROUNDS = 5;
const EACH = 50_000;
const BAKING = 1_000;

export interface Trimmed {
  perSecond: number;
  /** Of the table with its indexes after each round. */
  bytes: number[];
}

/** As much comes as goes, again and again: the room of what was trimmed is used again. */
export async function measureTrimming(db: Database): Promise<Trimmed> {
  await db.query('truncate app.samples');
  const bytes: number[] = [];
  let seconds = 0;
  let trimmed = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    await db.query(
      `insert into app.samples (release_id, step, at, body)
       select 'baking-' || n % $3::int, 'traffic-50', $1::bigint + n, $4
       from generate_series(1, $2::int) as n`,
      [round * EACH, EACH, BAKING, BODY],
    );
    const begunAt = performance.now();
    trimmed += await trimSamples(db, round * EACH + 1);
    seconds += (performance.now() - begunAt) / 1_000;
    // As the server does by itself a little later.
    await db.query('vacuum app.samples');
    const { rows } = await db.query<{ bytes: number }>(
      `select pg_total_relation_size('app.samples') as bytes`,
    );
    bytes.push(rows[0]?.bytes ?? 0);
  }
  return { perSecond: trimmed / seconds, bytes };
}

/** As long as the samples of this bench are. */
const BODY = 'x'.repeat(480);
