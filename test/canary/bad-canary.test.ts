import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CellResult, runCell } from '../../bench/canary/canary-cell.ts';
import { type CanaryWorld, openCanaryWorld } from '../../bench/canary/canary-world.ts';
import { AWAY_WITHIN_MS } from '../../bench/canary/cell-table.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { type ChildBot, startChild } from '../support/child-bot.ts';
import { dropDatabase, newDatabase, redisOfThisWorker } from '../support/crash-stage.ts';
import { freePort } from '../support/real-services-server.ts';

/** A real HAProxy, a real Prometheus, real requests, and tminus as a process of its own. */
describe('a canary that begins to fail behind HAProxy, watched by Prometheus,', () => {
  let world: CanaryWorld;
  let bot: ChildBot;
  let db: Database;
  let url: string;
  let databaseUrl: string;
  let attempts = 0;
  beforeAll(async () => {
    databaseUrl = await newDatabase(inject('postgresUrl'));
    const how = { perSecond: 150, baselinePercent: 0.2, metrics: 'prometheus', every: '1s' } as const;
    world = await openCanaryWorld(how);
    const port = await freePort();
    url = `http://127.0.0.1:${port}/slack/events`;
    bot = startChild(inject('childBundle'), {
      ...world.env,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisOfThisWorker(inject('redisUrl')),
    });
    await bot.ready();
    db = await openPostgres({ url: databaseUrl });
  });
  afterAll(async () => {
    await bot?.stop();
    await db?.close();
    await Promise.all([world?.close(), dropDatabase(inject('postgresUrl'), databaseUrl)]);
  });

  it('is taken back in the tick that proves it, without one request lost or left on it', async () => {
    attempts += 1;
    const run = { world, bot: url, db, cleanMs: 4_000, patienceMs: 20_000 };
    const cell = { version: `1.${attempts}.0`, percent: 25, errorPercent: 30 };
    const result = (await runCell(run, cell)) as CellResult;
    expect(result).toMatchObject({ isSameTick: true, lost: 0, badAfterAway: 0 });
    // On a machine that stands still now and then each of the processes in between does.
    expect(result.awayMs).toBeLessThanOrEqual(AWAY_WITHIN_MS + 8 * result.stallMs);
    if (result.awayMs <= AWAY_WITHIN_MS) expect(result.badAfter100Ms).toBe(0);
    expect(result.badInAll).toBeGreaterThan(50);
    expect(result.tickMs).toBeLessThan(1_000);
  });
});
