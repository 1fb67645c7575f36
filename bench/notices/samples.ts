import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';

const EVERY_MS = 10_000;

const counts = (requests: number, errors: number) => ({
  requests,
  errors,
  buckets: [0.1, 0.2, 0.5, 1].map((le, at) => ({ le, count: Math.round((requests * (at + 1)) / 4) })),
});

/** A look at both versions of each, every ten seconds until the signal, with figures that move. */
export async function takeSamples(
  db: Database,
  releases: () => readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<void> {
  for (let tick = 0; !signal.aborted; tick += 1) {
    const canary = counts(100 + (tick % 7), tick % 3);
    const measurement = { canary, baseline: counts(900, 1), healthy: true, figures: {}, overMs: EVERY_MS };
    await db.query(
      `insert into app.samples (release_id, step, at, body)
       select release, 'traffic-5', app.now_ms(), $2 from unnest($1::text[]) as release on conflict do nothing`,
      [releases(), JSON.stringify({ problem: null, measurement })],
    );
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
