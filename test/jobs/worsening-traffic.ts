import type { ReleaseId } from '../../src/release/terms.ts';
import type { PostOffice } from './post-office.ts';

const TICK_MS = 9_000;

/** So many ticks in which the canary gets worse and worse: there is a chart to be drawn of it. */
export async function getsWorse(
  { db, wait }: Pick<PostOffice, 'db' | 'wait'>,
  release: ReleaseId,
  ticks: number,
): Promise<void> {
  const begins = await db.now();
  await wait((ticks + 1) * TICK_MS);
  const counts = (requests: number, errors: number) => ({ requests, errors, buckets: [] });
  for (let tick = 1; tick <= ticks; tick += 1) {
    const measurement = { canary: counts(50, tick), baseline: counts(950, 2), healthy: true, figures: {} };
    await db.query('insert into app.samples (release_id, step, at, body) values ($1, $2, $3, $4)', [
      release,
      'traffic-5',
      begins + tick * TICK_MS,
      JSON.stringify({ measurement, problem: null }),
    ]);
  }
}
