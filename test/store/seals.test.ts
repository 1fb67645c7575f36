import { expect, it } from 'vitest';
import { lastSeal, lastSealOfStream, takeSeal } from '../../src/store/seals.ts';
import { record } from '../audit/sample-log.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const TEN_MINUTES = 600_000;
const DAY = 24 * 3_600_000;

onEveryStore(store => {
  const take = (everyMs = TEN_MINUTES) => takeSeal(store.db, { everyMs });
  const listed = async (seal: number) => {
    const { rows } = await store.db.query<{ stream: string; version: number }>(
      'select stream, version from app.sealed_heads where seal = $1 order by stream',
      [seal],
    );
    return rows.map(({ stream, version }) => `${stream} ${version}`);
  };

  it('a seal lists the heads that changed since the one before', async () => {
    await record(store.db, 'release/a', ['One', 'Two']);
    await record(store.db, 'release/b', ['One']);
    expect(await take(0)).toMatchObject({ number: 1, changed: 2, streams: 2, events: 3 });
    await record(store.db, 'release/a', ['Three']);
    expect(await take(0)).toMatchObject({ number: 2, changed: 1, streams: 2, events: 4 });
    expect(await listed(1)).toEqual(['release/a 2', 'release/b 1']);
    expect(await listed(2)).toEqual(['release/a 3']);
    expect(await lastSealOfStream(store.db, 'release/a')).toEqual({ seal: 2, version: 3 });
    expect(await lastSealOfStream(store.db, 'release/x')).toBeNull();
  });

  it('none is taken before it is time, nor when nothing changed', async () => {
    await record(store.db, 'release/a', ['One']);
    const first = await take();
    await record(store.db, 'release/a', ['Two']);
    expect(await take()).toBeNull();
    await moveClock(store.db, TEN_MINUTES);
    expect(await take()).toMatchObject({ number: 2 });
    await moveClock(store.db, 3 * TEN_MINUTES);
    expect(await take()).toBeNull();
    expect(first?.number).toBe(1);
    expect((await lastSeal(store.db))?.number).toBe(2);
  });

  it('of several workers one takes it', async () => {
    await record(store.db, 'release/a', ['One']);
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => take()));
    expect(taken.filter(seal => seal !== null)).toHaveLength(1);
  });

  it('more changed heads than one seal takes make several, one right after the other', async () => {
    for (const name of ['a', 'b', 'c']) await record(store.db, `release/${name}`, ['One']);
    const inTwos = () => takeSeal(store.db, { everyMs: TEN_MINUTES, limit: 2 });
    expect(await inTwos()).toMatchObject({ number: 1, changed: 2 });
    expect(await inTwos()).toMatchObject({ number: 2, changed: 1 });
    expect(await inTwos()).toBeNull();
    expect(await listed(2)).toEqual(['release/c 1']);
  });

  it('a head with a time from long ago is sealed on the same day all the same', async () => {
    const sinceMidnight = (await store.db.now()) % DAY;
    await moveClock(store.db, 1.5 * DAY - sinceMidnight);
    await record(store.db, 'release/a', ['One']);
    await take(0);
    await store.db.query(
      `insert into app.streams (stream, version, hash, at) values ('release/late', 1, 'x', app.now_ms() - 7200000)`,
    );
    expect(await take(0)).toBeNull();
    await moveClock(store.db, 2 * DAY - sinceMidnight);
    expect(await take()).toMatchObject({ number: 2, changed: 1 });
  });

  it('a stream that was only read has nothing to seal', async () => {
    await store.db.query(`insert into app.streams (stream) values ('organisation')`);
    expect(await take(0)).toBeNull();
  });

  it('seals cannot be changed or removed', async () => {
    await record(store.db, 'release/a', ['One']);
    await take(0);
    await expect(store.db.query(`update app.seals set hash = ''`)).rejects.toThrow('append-only');
    await expect(store.db.query('delete from app.sealed_heads')).rejects.toThrow('append-only');
  });
});
