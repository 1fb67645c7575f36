import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { archiveIn } from '../../src/audit/archive-file.ts';
import { readExport } from '../../src/audit/read-export.ts';
import { verify } from '../../src/audit/verify.ts';
import { writeArchive } from '../../src/audit/write-archive.ts';
import { releaseQueries } from '../../src/commands/release-queries.ts';
import { silentBell } from '../../src/engine/bell.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { archiveReleases, yearsBefore } from '../../src/jobs/archive-releases.ts';
import { removeArchived } from '../../src/store/archives.ts';
import type { Database } from '../../src/store/database.ts';
import { headOf, readStream } from '../../src/store/event-log.ts';
import { appendOutput } from '../../src/store/outputs.ts';
import { findRelease, type ReleaseRow, saveRelease } from '../../src/store/releases.ts';
import { replaceTasks } from '../../src/store/wanted-tasks.ts';
import { archivedRecords } from '../../src/wiring/archived-records.ts';
import { exported, inShort, record, seal, verifyDatabase, verifyText } from '../audit/sample-log.ts';
import { moveClock, onEveryStore, openStore } from '../support/database.ts';

const YEARS_8 = 8 * 365.25 * 24 * 3_600_000;
const log = pino({ level: 'silent' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tminus-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function servedStore() {
  const { db, url, close } = await openStore('served');
  return { db, url: url ?? '', [Symbol.asyncDispose]: close };
}

const archivedIn = async (db: Database): Promise<string> => {
  const [event] = await readStream(db, 'archive');
  if (!event) throw new Error('nothing was archived');
  return join(folder, (event.data as { file: string }).file);
};

const files = async () =>
  (await readdir(folder, { recursive: true })).filter(name => name.includes('.')).map(name => name.slice(5));

async function ended(db: Database, id: string, more: Partial<ReleaseRow> = {}): Promise<void> {
  await record(db, `release/${id}`, ['ReleasePlanned', 'StepStarted', 'ReleaseCompleted'], {
    operation: `${id}.install.1`,
  });
  await saveRelease(db, {
    id,
    service: 'checkout',
    environment: 'production',
    version: '1.4.0',
    status: 'completed',
    live: false,
    waiting: false,
    owner: 'U01ANA',
    channel: 'C1',
    createdAt: 1,
    updatedAt: 1,
    streamVersion: 3,
    summary: {},
    ...more,
  });
}

onEveryStore(store => {
  it('an archived release is still found: in which file it is, and its records where that is at hand', async () => {
    await ended(store.db, 'old');
    await seal(store.db);
    await moveClock(store.db, YEARS_8);
    await archive();
    const found = (from: string | null) => releaseQueries(store.db, archivedRecords(from)).archived('old');
    expect(await found(folder)).toMatchObject({
      file: expect.stringContaining('old-'),
      records: [
        { event: { type: 'ReleasePlanned' } },
        { event: { type: 'StepStarted', operation: 'old.install.1' } },
        {},
      ],
    });
    expect(await found(null)).toMatchObject({ file: expect.stringContaining('old-'), records: 'not there' });
    await appendFile(await archivedIn(store.db), 'x');
    expect(await found(folder)).toMatchObject({ records: 'another file' });
    expect(await releaseQueries(store.db, archivedRecords(folder)).archived('new')).toBeNull();
  });

  const archive = () =>
    archiveReleases({ db: store.db, engine: openEngine(store.db, silentBell), folder, keepYears: 7, log });
  const wrong = async (from: string | null = folder) =>
    inShort(await verifyDatabase(store.db, { archive: archiveIn(from) }));

  it('a release that was kept long enough moves into a file that can be checked alone', async () => {
    await ended(store.db, 'old');
    await appendOutput(store.db, 'old.install.1', 'installed\n');
    await seal(store.db);
    await moveClock(store.db, YEARS_8);
    await ended(store.db, 'new');
    await seal(store.db);
    expect(await archive()).toBe(1);
    expect(await readStream(store.db, 'release/old')).toEqual([]);
    expect(await findRelease(store.db, 'old')).toBeNull();
    expect((await headOf(store.db, 'release/old')).version).toBe(3);
    expect(await readStream(store.db, 'release/new')).toHaveLength(3);
    const [file = ''] = await files();
    expect(file).toMatch(/^old-[0-9a-f]{12}\.jsonl\.gz$/);
    const path = await archivedIn(store.db);
    expect(await verify(() => readExport(path))).toMatchObject({
      findings: [],
      counts: { events: 3, seals: 1 },
    });
    const printed: string[] = [];
    for await (const batch of readExport(path)) {
      for (const item of batch) if (item.is === 'output') printed.push(item.text);
    }
    expect(printed).toEqual(['installed\n']);
    expect(await archive()).toBe(0);
  });

  it('database and archive together are checked as one log, and without the archive that is said', async () => {
    await ended(store.db, 'old');
    await ended(store.db, 'older');
    await seal(store.db);
    await moveClock(store.db, YEARS_8);
    await ended(store.db, 'new');
    await seal(store.db);
    expect(await archive()).toBe(2);
    await seal(store.db);
    expect(await verifyDatabase(store.db, { archive: archiveIn(folder) })).toMatchObject({
      findings: [],
      counts: { events: 11 },
      absent: 0,
    });
    expect(await verifyDatabase(store.db)).toMatchObject({ findings: [], counts: { events: 5 }, absent: 2 });
    const text = await exported(store.db, { archive: archiveIn(folder) });
    expect(await verifyText(text)).toMatchObject({ findings: [], counts: { events: 11 } });
  });

  it('an archive that was changed is found', async () => {
    await ended(store.db, 'old');
    await seal(store.db);
    await moveClock(store.db, YEARS_8);
    expect(await archive()).toBe(1);
    await appendFile(await archivedIn(store.db), ' ');
    expect(await wrong()).toEqual(['archive-otherwise release/old']);
  });

  it('a live, watched, unreviewed or unsealed release stays, and so does one its lane still names', async () => {
    await ended(store.db, 'live', { live: true, status: 'deploying' });
    await ended(store.db, 'watched');
    await replaceTasks(store.db, 'watched', [{ task: 'watch', dueAt: 0, urgent: false }]);
    await ended(store.db, 'unreviewed');
    await replaceTasks(store.db, 'unreviewed', [{ task: 'chase-review', dueAt: 0, urgent: false }]);
    await record(store.db, 'lane/checkout/production', ['VersionGoingOut'], {
      release: 'current',
      version: '1',
    });
    await ended(store.db, 'current');
    await seal(store.db);
    await ended(store.db, 'unsealed');
    await moveClock(store.db, YEARS_8);
    expect(await archive()).toBe(0);
    expect(await files()).toEqual([]);
  });

  it('nobody removes records that were not archived, not even by the tables of the archive', async () => {
    await ended(store.db, 'old');
    await ended(store.db, 'live', { live: true });
    await seal(store.db);
    const remove = (id: string) =>
      store.db.query('delete from app.events where stream = $1', [`release/${id}`]);
    await expect(remove('old')).rejects.toThrow('append-only');
    const { version, hash } = await headOf(store.db, 'release/old');
    await store.db.query(
      `insert into app.archives (stream, version, hash, file, sha256, event_version)
       values ('release/old', $1, $2, 'x', 'y', 1)`,
      [version, hash],
    );
    await expect(remove('old')).rejects.toThrow('append-only');
    const live = await headOf(store.db, 'release/live');
    const written = { file: 'x', sha256: 'y', operations: [] };
    await expect(removeArchived(store.db, { id: 'live', ...live }, written)).rejects.toThrow('append-only');
    expect(await readStream(store.db, 'archive')).toEqual([]);
    await expect(store.db.query('delete from app.archives')).rejects.toThrow('append-only');
  });

  it('a file that was written before a crash, whole or in part, is no obstacle', async () => {
    await ended(store.db, 'old');
    await seal(store.db);
    const head = await headOf(store.db, 'release/old');
    await moveClock(store.db, YEARS_8);
    const before = await writeArchive(store.db, folder, 'old', head);
    await writeFile(join(folder, before.file.replace(/-[^-]*$/, '.1.part')), 'half of it');
    expect(await archive()).toBe(1);
    expect((await files()).filter(name => !name.endsWith('.part'))).toHaveLength(1);
    expect(await wrong()).toEqual([]);
  });

  it('several workers archive each release once', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await ended(store.db, id);
    await seal(store.db);
    await moveClock(store.db, YEARS_8);
    const counts = await Promise.all([archive(), archive(), archive()]);
    expect(counts.reduce((sum, one) => sum + one)).toBe(4);
    expect(await files()).toHaveLength(4);
    expect(await readStream(store.db, 'archive')).toHaveLength(4);
    expect(await wrong()).toEqual([]);
  });
});

it('a worker that is killed loses nothing: what is not in the database is in a file', async () => {
  await using store = await servedStore();
  const ids = Array.from({ length: 30 }, (_, at) => `r${at}`);
  for (const id of ids) await ended(store.db, id);
  await seal(store.db);
  await moveClock(store.db, YEARS_8);
  for (const killAfter of [3, 11, 20]) {
    const script = join(import.meta.dirname, 'archive-child.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, store.url, folder]);
    const exit = once(child, 'exit');
    while (child.exitCode === null && (await files()).length < killAfter) await pause(2);
    child.kill('SIGKILL');
    await exit;
    const { findings } = await verifyDatabase(store.db, { archive: archiveIn(folder) });
    expect(inShort({ findings })).toEqual([]);
  }
  await archiveReleases({
    db: store.db,
    engine: openEngine(store.db, silentBell),
    folder,
    keepYears: 7,
    log,
  });
  expect(await verifyDatabase(store.db, { archive: archiveIn(folder) })).toMatchObject({
    findings: [],
    counts: { events: 30 * 3 + 30 },
    absent: 0,
  });
});

it('years are counted by the calendar', () => {
  const at = (text: string) => Date.parse(`${text}T12:00:00Z`);
  expect(yearsBefore(at('2034-05-01'), 7)).toBe(at('2027-05-01'));
  expect(yearsBefore(at('2028-02-29'), 7)).toBe(at('2021-03-01'));
});
