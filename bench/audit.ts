import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Database } from '../src/store/database.ts';
import { openPostgres } from '../src/store/postgres.ts';
import { takeSeal } from '../src/store/seals.ts';
import { startPostgres } from '../test/support/postgres-server.ts';
import { type Figure, machine, megabytes, perSecond, tableOf } from './figures.ts';

const STREAMS = 40_000;
const RECORDS_EACH = 25;
const RECORDS = STREAMS * RECORDS_EACH;
const GOAL_PER_SECOND = 100_000;
const GOAL_BYTES = 200e6;

const say = (line: string) => console.error(`… ${line}`);
const TOOLS = resolve(import.meta.dirname, '../dist/src/tools');

/** A million records the way tminus writes them, one of each stream at a time. */
async function fill(db: Database): Promise<void> {
  for (let version = 1; version <= RECORDS_EACH; version += 1) {
    await db.query(
      `with record as (
         select stream, hash as previous_hash, at, format('{"actor":"U01ANA","at":%s,"commandId":"task/%s/%s",'
           || '"data":{"attempt":1,"note":"version 1.4.%s serves everything and was read back from the target",'
           || '"operation":"%s.install.1","step":"install"},"schema":1,"stream":"%s","type":"StepSucceeded",'
           || '"version":%s}', at, md5(stream), $1::text, $1::text, substr(stream, 9), stream, $1::text) as record
         from (select stream, hash, 1795000000000 + $1::bigint * 60000 as at from app.streams) as head
       ),
       kept as (
         insert into app.events (stream, version, command_id, type, at, record, previous_hash, hash)
         select stream, $1::integer, format('task/%s/%s', md5(stream), $1::text), 'StepSucceeded', at, record, previous_hash,
           encode(sha256(convert_to(previous_hash || record, 'UTF8')), 'hex') from record
         returning stream, version, hash, at
       )
       update app.streams as head set version = kept.version, hash = kept.hash, at = kept.at
         from kept where kept.stream = head.stream`,
      [version],
    );
    if (version % 8 === 0 || version === RECORDS_EACH) while (await takeSeal(db, { everyMs: 0 }));
  }
  await db.query('analyze app.events');
}

interface Ran {
  seconds: number;
  peakBytes: number;
  /** What it took of the processors; the rest of the time others had them. */
  cpuSeconds: number;
}

const PEAK = `data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();console.error('used',u.maxRSS,u.userCPUTime+u.systemCPUTime)})`;

/** A tool as people start it, the start included. */
async function run(tool: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  const begunAt = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK, join(TOOLS, tool), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (printed += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${tool} ended with ${code}:\n${printed}`);
  const [, peakKilobytes, cpuMicroseconds] = /used (\d+) (\d+)/.exec(printed) ?? [];
  return {
    seconds: (performance.now() - begunAt) / 1000,
    peakBytes: Number(peakKilobytes) * 1024,
    cpuSeconds: Number(cpuMicroseconds) / 1e6,
  };
}

function figures(what: string, { seconds, peakBytes, cpuSeconds }: Ran, hasGoal: boolean): Figure[] {
  const pace = RECORDS / seconds;
  return [
    {
      what,
      ours: `${perSecond(pace)} (${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU)`,
      ...(hasGoal ? { goal: `≥ ${perSecond(GOAL_PER_SECOND)}`, isMet: pace >= GOAL_PER_SECOND } : {}),
    },
    {
      what: `… memory at most`,
      ours: megabytes(peakBytes),
      ...(hasGoal ? { goal: `≤ ${megabytes(GOAL_BYTES)}`, isMet: peakBytes <= GOAL_BYTES } : {}),
    },
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'tminus-bench-audit-'));
const postgres = await startPostgres();
try {
  const env = { DATABASE_URL: postgres.url };
  const db = await openPostgres({ url: postgres.url, statementTimeoutMs: 600_000 });
  await db.query(
    `insert into app.streams (stream)
     select 'release/checkout-1.4.' || n || '-' || substr(md5(n::text), 1, 6) from generate_series(1, $1::integer) as n`,
    [STREAMS],
  );
  say(`recording ${RECORDS.toLocaleString('en')} events of ${STREAMS.toLocaleString('en')} releases`);
  await fill(db);
  await db.close();
  const file = join(folder, 'audit.jsonl');
  say('exporting');
  const exported = await run('audit-export.js', ['--output', file], env);
  const bytes = (await stat(file)).size;
  say('verifying the export');
  const fromFile = await run('audit-verify.js', [file], {});
  say('verifying the database');
  const fromDatabase = await run('audit-verify.js', [], env);
  const table = tableOf([
    ...figures('verify an export', fromFile, true),
    ...figures('verify PostgreSQL', fromDatabase, false),
    ...figures(`export as JSON lines (${megabytes(bytes)})`, exported, false),
  ]);
  console.log(`\n${machine()}\n\n${table}\n`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
