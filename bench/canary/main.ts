import { openPostgres } from '../../src/store/postgres.ts';
import { startPostgres } from '../../test/support/postgres-server.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { startTminus } from '../child.ts';
import { machine } from '../figures.ts';
import { type CellResult, runCell } from './canary-cell.ts';
import { PERCENTAGES } from './canary-policy.ts';
import { openCanaryWorld } from './canary-world.ts';
import { isGood, tableOfCells } from './cell-table.ts';
import { readOptions } from './options.ts';

const say = (line: string) => console.log(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);

const options = readOptions(process.argv.slice(2), PERCENTAGES);
const [postgres, redis] = await Promise.all([startPostgres({ waitsForDisk: true }), startRedis()]);
const world = await openCanaryWorld(options);
const db = await openPostgres({ url: postgres.url });
const tminus = await startTminus({ ...world.env, DATABASE_URL: postgres.url, REDIS_URL: redis.url });
const results: [string, CellResult | null][] = [];
try {
  const bot = `http://127.0.0.1:${tminus.port}/slack/events`;
  for (const [at, cell] of options.cells.entries()) {
    const name = `${cell.percent} % of the traffic, ${cell.errorPercent} % errors`;
    const run = { world, bot, db, cleanMs: options.cleanMs, patienceMs: options.patienceMs };
    const result = await runCell(run, { ...cell, version: `1.${at + 1}.0` });
    results.push([name, result]);
    say(
      `${name}: ${result ? `decided after ${(result.decisionMs / 1000).toFixed(1)} s` : 'not noticed in time'}`,
    );
  }
  console.log(`\n${machine()}\n\n${tableOfCells(results)}\n`);
  if (!results.every(([, result]) => result && isGood(result))) process.exitCode = 1;
} finally {
  await tminus.stop();
  await db.close();
  await world.close();
  await Promise.all([postgres.stop(), redis.stop()]);
}
