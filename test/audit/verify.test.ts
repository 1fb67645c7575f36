import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { onEveryStore } from '../support/database.ts';
import { inShort, record, sampleLog, seal, verifyDatabase } from './sample-log.ts';

/** Somebody who owns the database, and so can get around the triggers. */
const behindTheTriggers = async (db: Database, ...statements: string[]) => {
  await db.transaction(async tx => {
    await tx.query('set local session_replication_role = replica');
    for (const statement of statements) await tx.query(statement);
  });
};

onEveryStore(store => {
  const wrongAfter = async (...statements: string[]) => {
    await sampleLog(store.db);
    await behindTheTriggers(store.db, ...statements);
    return inShort(await verifyDatabase(store.db));
  };

  it('a log nobody touched is as it was recorded', async () => {
    const last = await sampleLog(store.db);
    await record(store.db, 'release/c', ['Aborted']);
    expect(await verifyDatabase(store.db)).toEqual({
      findings: [],
      wrong: 0,
      counts: { streams: 5, events: 16, seals: 3 },
      scope: { of: 'everything' },
      at: expect.any(Number),
      newestSeal: { number: 3, hash: last.hash },
      absent: 0,
    });
  });

  it('an empty log is as it was recorded', async () => {
    expect(await verifyDatabase(store.db)).toMatchObject({
      wrong: 0,
      counts: { events: 0 },
      newestSeal: null,
    });
  });

  describe('behind the back of the triggers', () => {
    it.each([
      [
        'a changed record',
        [
          `update app.events set record = replace(record, 'U01ANA', 'U02BEN') where stream = 'release/b' and version = 2`,
        ],
        ['changed release/b 2'],
      ],
      [
        'a record that was changed and hashed anew',
        [
          `update app.events set record = replace(record, 'U01ANA', 'U02BEN') where stream = 'release/b' and version = 2`,
          `update app.events set hash = encode(sha256(convert_to(previous_hash || record, 'UTF8')), 'hex')
           where stream = 'release/b' and version = 2`,
        ],
        ['unchained release/b 3'],
      ],
      [
        'a removed record',
        [`delete from app.events where stream = 'release/a' and version = 3`],
        ['missing release/a 3 3'],
      ],
      [
        'a stream that was cut off',
        [`delete from app.events where stream = 'release/b' and version > 3`],
        ['missing release/b 4 5', 'sealed-missing release/b 4 2', 'sealed-missing release/b 5 3'],
      ],
      [
        'a stream that was cut off with its head',
        [
          `delete from app.events where stream = 'release/b' and version > 3`,
          `update app.streams set version = 3, hash = (select hash from app.events where stream = 'release/b'
           and version = 3) where stream = 'release/b'`,
        ],
        ['sealed-missing release/b 4 2', 'sealed-missing release/b 5 3'],
      ],
      [
        'a stream that is gone',
        [
          `delete from app.events where stream = 'release/c'`,
          `delete from app.streams where stream = 'release/c'`,
        ],
        ['head-missing release/c', 'sealed-missing release/c 2 3'],
      ],
      [
        'a stream that is gone, from the lists of the seals too',
        [
          `delete from app.events where stream = 'release/c'`,
          `delete from app.streams where stream = 'release/c'`,
          `delete from app.sealed_heads where stream = 'release/c'`,
        ],
        ['seal-list 3'],
      ],
      [
        'a record that was added',
        [
          `insert into app.events select stream, 3, 'x', type, at, replace(record, '"version":2', '"version":3'),
             hash, encode(sha256(convert_to(hash || replace(record, '"version":2', '"version":3'), 'UTF8')), 'hex')
           from app.events where stream = 'release/c' and version = 2`,
        ],
        ['columns release/c 3', 'beyond-head release/c 3'],
      ],
      [
        'two records in each other’s place',
        [
          `update app.events set version = 9 where stream = 'release/b' and version = 2`,
          `update app.events set version = 2 where stream = 'release/b' and version = 3`,
          `update app.events set version = 3 where stream = 'release/b' and version = 9`,
        ],
        ['columns release/b 3', 'missing release/b 2 2', 'out-of-order release/b 2', 'columns release/b 2'],
      ],
      [
        'a record in another stream',
        [
          `update app.events set stream = 'release/c', version = 3 where stream = 'release/b' and version = 5`,
        ],
        [
          'missing release/b 5 5',
          'sealed-missing release/b 5 3',
          'foreign release/c 5 release/b',
          'columns release/c 5',
        ],
      ],
      [
        'a column that tells something else',
        [`update app.events set at = 5 where stream = 'release/a' and version = 1`],
        ['columns release/a 1'],
      ],
      [
        'a changed seal',
        [`update app.seals set record = replace(record, '"number":2', '"number":2 ') where number = 2`],
        ['seal-changed 2'],
      ],
      [
        'a seal that was taken out',
        ['delete from app.seals where number = 2', 'delete from app.sealed_heads where seal = 2'],
        ['seal-missing 2'],
      ],
    ])('%s is found and named', async (_, statements, wrong) => {
      const found = await wrongAfter(...statements);
      expect(found.toSorted()).toEqual(wrong.toSorted());
    });
  });

  it('whoever rewrites everything is found by a seal that left the database', async () => {
    const last = await sampleLog(store.db);
    const told = [{ number: last.number, hash: last.hash }];
    expect(inShort(await verifyDatabase(store.db, { told }))).toEqual([]);
    await behindTheTriggers(
      store.db,
      'delete from app.seals where number = 3',
      'delete from app.sealed_heads where seal = 3',
    );
    expect(inShort(await verifyDatabase(store.db))).toEqual([]);
    expect(inShort(await verifyDatabase(store.db, { told }))).toEqual(['seal-not-there 3']);
    await record(store.db, 'release/d', ['Planned']);
    await seal(store.db);
    expect(inShort(await verifyDatabase(store.db, { told }))).toEqual(['seal-otherwise 3']);
  });

  it('streams longer than a page, and more of them than a page, are checked whole', async () => {
    const types = Array.from({ length: 2_500 }, (_, at) => `Event${at}`);
    await record(store.db, 'release/long', types);
    await sampleLog(store.db);
    expect(await verifyDatabase(store.db)).toMatchObject({ wrong: 0, counts: { events: 2_515 } });
  });
});
