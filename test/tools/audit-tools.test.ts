import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEmbedded } from '../../src/store/embedded.ts';
import { lockFolder } from '../../src/store/lock-folder.ts';
import { sampleLog } from '../audit/sample-log.ts';
import { type OpenedStore, openStore } from '../support/database.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TSX = import.meta.resolve('tsx');

let store: OpenedStore;
let folder: string;
let seal: { number: number; hash: string };

beforeAll(async () => {
  store = await openStore('served');
  folder = await mkdtemp(join(tmpdir(), 'tminus-audit-tools-'));
  seal = await sampleLog(store.db);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  code: number;
  said: string;
}

/** Starts a tool as `npm run` does, in a folder of its own. */
function run(
  tool: 'verify' | 'export',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const script = join(ROOT, `src/tools/audit-${tool}.ts`);
  return new Promise(done => {
    execFile(
      process.execPath,
      ['--import', TSX, script, ...args],
      { cwd: folder, env: { PATH: process.env.PATH, ...env } },
      (error, out, err) => done({ code: error ? Number(error.code) : 0, said: `${out}${err}`.trim() }),
    );
  });
}

const served = () => ({ DATABASE_URL: store.url ?? '' });

it('a live database is checked, and the newest seal is said', async () => {
  const told = `--seal=${seal.number}=${seal.hash}`;
  const { code, said } = await run('verify', [told], served());
  expect(said).toMatch(/^Checked 15 records in 5 streams and 3 seals in /);
  expect(said).toContain('Everything is as it was recorded.');
  expect(said).toContain(`The newest seal is 3: ${seal.hash}`);
  expect(code).toBe(0);
});

it('what is exported can be checked alone, and an edit of it is named', async () => {
  const exported = await run('export', ['--release', 'b', '--format', 'csv'], served());
  expect(exported).toMatchObject({ code: 0, said: expect.stringMatching(/^audit-b\.csv holds 5 records/) });
  expect((await run('verify', ['audit-b.csv'])).code).toBe(0);
  const path = join(folder, 'audit-b.csv');
  await writeFile(path, (await readFile(path, 'utf8')).replace('Approved', 'Rejected'));
  const { code, said } = await run('verify', ['audit-b.csv']);
  expect(said).toContain('release/b, record 2, was changed after it was recorded.');
  expect(code).toBe(1);
  expect(await run('export', ['--release', 'b', '--format', 'csv'], served())).toEqual({
    code: 2,
    said: 'audit-b.csv exists already; name another one with --output.',
  });
});

it('the folder of a tminus that is running is left alone, with a sentence that says so', async () => {
  await mkdir(join(folder, 'taken/store/pgdata'), { recursive: true });
  const unlock = await lockFolder(join(folder, 'taken/store'));
  expect(await run('verify', [], { DATA_FOLDER: 'taken' })).toEqual({
    code: 2,
    said: expect.stringMatching(/is in use by a tminus that is running: stop/),
  });
  await unlock();
});

// A new embedded database that waits for the disk takes its time on a machine with others.
it('the folder of a tminus that was stopped is checked', { timeout: 150_000 }, async () => {
  const database = await openEmbedded({ folder: join(folder, 'data/store') });
  await sampleLog(database);
  await database.close();
  expect(await run('verify', [], { DATA_FOLDER: 'data' })).toMatchObject({
    code: 0,
    said: expect.stringContaining('Checked 15 records'),
  });
});

it.each([
  ['verify', ['no-such-file'], /^There is no file no-such-file\.$/],
  ['verify', ['--seal', 'four'], /^four is no seal\. It goes: npm run audit:verify -- /],
  ['verify', [], /^There is no database in \.data\/store\. Set DATABASE_URL or DATA_FOLDER/],
  ['export', ['--from', '2026-02-30'], /^--from is a day such as 2026-01-31 or .*, not 2026-02-30\./],
  ['export', ['--release', 'zzz'], /^There is no release zzz\.$/],
] as const)('%s %j is answered with one sentence', async (tool, args, sentence) => {
  const env = args[0] === '--release' ? served() : {};
  const { code, said } = await run(tool, args, env);
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});
