import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/audit/item.ts';
import { readExport } from '../../src/audit/read-export.ts';
import { verify } from '../../src/audit/verify.ts';
import { sha256 } from '../../src/policy/policy.ts';
import { onEveryStore, openStore } from '../support/database.ts';
import { exported, type Format, inShort, record, sampleLog, seal, verifyText } from './sample-log.ts';

const FORMATS: readonly Format[] = ['jsonl', 'csv'];
const release = (id: string): Scope => ({ of: 'release', release: id });

onEveryStore(store => {
  it.each(FORMATS)('an export of everything as %s can be checked alone', async format => {
    const last = await sampleLog(store.db);
    const text = await exported(store.db, { format });
    expect(await verifyText(text)).toMatchObject({
      findings: [],
      counts: { streams: 5, events: 15, seals: 3 },
      newestSeal: { number: 3, hash: last.hash },
    });
  });

  it.each(FORMATS)('a release as %s comes whole, with the seals that saw it', async format => {
    await sampleLog(store.db);
    const text = await exported(store.db, { scope: release('b'), format });
    expect(text).not.toContain('Rejected');
    expect(await verifyText(text)).toMatchObject({
      findings: [],
      scope: release('b'),
      counts: { streams: 1, events: 5, seals: 2 },
    });
    const short = text.split('\n').filter(line => !/"?version"?"":5|"version":5/.test(line));
    expect((await verifyText(short.join('\n'))).wrong).toBeGreaterThan(0);
  });

  it.each(FORMATS)('a period as %s holds what happened in it and nothing else', async format => {
    await record(store.db, 'release/a', ['Early']);
    await seal(store.db);
    const { rows } = await store.db.query<{ at: number }>('select pg_sleep(0.02), app.now_ms() as at');
    const from = rows[0]?.at ?? 0;
    await record(store.db, 'release/a', ['Within', 'Within']);
    await record(store.db, 'release/b', ['Within']);
    await seal(store.db);
    const { rows: later } = await store.db.query<{ at: number }>('select pg_sleep(0.02), app.now_ms() as at');
    const until = later[0]?.at ?? 0;
    await record(store.db, 'release/a', ['Late']);
    await seal(store.db);
    const text = await exported(store.db, { scope: { of: 'period', from, until }, format });
    expect(text).not.toMatch(/Early|Late/);
    expect(await verifyText(text)).toMatchObject({
      findings: [],
      counts: { streams: 2, events: 3, seals: 1 },
    });
  });

  it('a release that does not exist is an export without a record', async () => {
    await sampleLog(store.db);
    const text = await exported(store.db, { scope: release('zzz') });
    expect(await verifyText(text)).toMatchObject({ wrong: 0, counts: { events: 0 } });
  });
});

describe('as CSV', () => {
  let store: Awaited<ReturnType<typeof openStore>>;
  beforeAll(async () => {
    store = await openStore('embedded');
  });
  afterAll(() => store.close());

  it('no cell begins like a formula, and each comes back as it was', async () => {
    const evil = ['=1+1', '+1', '-1', '@SUM(A1)', "'=1", "'", 'a,"b"', '\t=x'];
    for (const type of evil) await record(store.db, 'release/evil', [type]);
    const text = await exported(store.db, { format: 'csv' });
    expect(text).not.toMatch(/(^|,)"?[=+\-@\t]/m);
    expect(text).toContain(",'=1+1,");
    expect(text).toContain(",''=1,");
    expect(await verifyText(text)).toMatchObject({ findings: [], counts: { events: evil.length } });
  });

  it('every line has the same columns and ends as RFC 4180 wants it', async () => {
    const text = await exported(store.db, { format: 'csv' });
    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(lines[0]).toBe('kind,stream,version,at,actor,type,command,schema,data,previous_hash,hash,seal');
    expect(lines.join('')).not.toContain('\n');
  });
});

describe('a file', () => {
  it.each([
    ['that is empty', '', ['cut']],
    ['that is something else', 'Dear Sir,\nhello\n', ['line 1', 'line 2', 'cut']],
    ['that ends before its end', '{"is":"begin","format":1,"at":1,"scope":{"of":"everything"}}\n', ['cut']],
  ])('%s is said to be so', async (_, text, wrong) => {
    const found = inShort(await verifyText(text)).map(line => line.replace(/ null$| $/, ''));
    expect(found).toEqual(wrong);
  });

  it('may be compressed, and is said to be cut off where it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tminus-audit-'));
    const path = join(folder, 'export.jsonl.gz');
    const begin = '{"is":"begin","format":1,"at":1,"scope":{"of":"everything"}}\n';
    const end = { is: 'end', streams: 0, events: 0, seals: 0, digest: sha256(begin) };
    const packed = gzipSync(`${begin}${JSON.stringify(end)}\n`);
    await writeFile(path, packed);
    expect((await verify(() => readExport(path))).findings).toEqual([]);
    await writeFile(path, packed.subarray(0, 30));
    expect((await verify(() => readExport(path))).findings).toEqual([{ wrong: 'cut', line: null }]);
    await rm(folder, { recursive: true });
  });
});
