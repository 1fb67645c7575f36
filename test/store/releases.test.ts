import { expect, it } from 'vitest';
import {
  findRelease,
  liveReleases,
  type ReleaseRow,
  recentReleases,
  releasesInChannel,
  releasesOf,
  saveRelease,
  waitingIn,
} from '../../src/store/releases.ts';
import { onEveryStore } from '../support/database.ts';

const row = (id: string, given: Partial<ReleaseRow> = {}): ReleaseRow => ({
  id,
  service: 'web',
  environment: 'production',
  version: '1.2.3',
  status: 'planned',
  live: true,
  waiting: false,
  owner: 'U1',
  channel: null,
  createdAt: 1_000,
  updatedAt: 1_000,
  streamVersion: 1,
  summary: { gates: 2, note: 'a "b" \u0000' },
  ...given,
});
const ids = (rows: ReleaseRow[]) => rows.map(each => each.id);

onEveryStore(store => {
  const save = async (...rows: ReleaseRow[]) => {
    for (const each of rows) await saveRelease(store.db, each);
  };

  it('a release is found by its id as it was saved', async () => {
    await save(row('web-1'));
    expect(await findRelease(store.db, 'web-1')).toEqual(row('web-1'));
    expect(await findRelease(store.db, 'web-2')).toBeNull();
  });

  it('a later version of a release replaces the earlier one, an earlier one changes nothing', async () => {
    await save(
      row('web-1'),
      row('web-1', { status: 'running', streamVersion: 5, updatedAt: 9, createdAt: 9 }),
    );
    await save(row('web-1', { status: 'approved', streamVersion: 4 }));
    expect(await findRelease(store.db, 'web-1')).toMatchObject({
      status: 'running',
      streamVersion: 5,
      createdAt: 1_000,
    });
  });

  it('live releases are listed, the newest first', async () => {
    await save(row('old'), row('new', { createdAt: 2_000 }), row('over', { live: false }));
    expect(ids(await liveReleases(store.db))).toEqual(['new', 'old']);
  });

  it('releases are found by their channel', async () => {
    await save(row('web-1', { channel: 'C1' }), row('web-2', { channel: 'C2' }));
    expect(ids(await releasesInChannel(store.db, 'C1'))).toEqual(['web-1']);
  });

  it('releases are found by service, environment and version', async () => {
    await save(
      row('a'),
      row('b', { environment: 'staging' }),
      row('c', { version: '2.0.0' }),
      row('d', { service: 'api' }),
    );
    expect(ids(await releasesOf(store.db, { service: 'web' })).sort()).toEqual(['a', 'b', 'c']);
    expect(ids(await releasesOf(store.db, { service: 'web', environment: 'staging' }))).toEqual(['b']);
    expect(ids(await releasesOf(store.db, { service: 'web', version: '2.0.0' }))).toEqual(['c']);
    expect(await releasesOf(store.db, { service: 'web' }, 2)).toHaveLength(2);
  });

  it('those waiting for a lane are listed in the order they came', async () => {
    await save(
      row('second', { waiting: true, createdAt: 2_000 }),
      row('first', { waiting: true, createdAt: 1_000 }),
      row('going out'),
      row('elsewhere', { waiting: true, environment: 'staging' }),
      row('over', { waiting: true, live: false }),
    );
    expect(ids(await waitingIn(store.db, { service: 'web', environment: 'production' }))).toEqual([
      'first',
      'second',
    ]);
  });

  it('all releases are listed page by page, none twice and none left out', async () => {
    await save(
      ...['a', 'b', 'c', 'd', 'e'].map((id, index) => row(id, { createdAt: index < 3 ? 1_000 : 2_000 })),
    );
    const first = await recentReleases(store.db, { limit: 2 });
    const second = await recentReleases(store.db, { limit: 2, before: first[1]! });
    const third = await recentReleases(store.db, { limit: 2, before: second[1]! });
    expect([first, second, third].map(ids)).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
  });
});
