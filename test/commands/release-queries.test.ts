import { expect, it } from 'vitest';
import { releaseQueries } from '../../src/commands/release-queries.ts';
import { silentBell } from '../../src/engine/bell.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { claimBoards, markPosting, shown, wantBoard } from '../../src/store/boards.ts';
import type { Database } from '../../src/store/database.ts';
import { claimNotices, insertNotices, markSending, markSent } from '../../src/store/notices.ts';
import { appendOutput, OUTPUT_CAP_BYTES } from '../../src/store/outputs.ts';
import { type ReleaseRow, saveRelease } from '../../src/store/releases.ts';
import { onEveryStore } from '../support/database.ts';

const row = (id: string, more: Partial<ReleaseRow> = {}): ReleaseRow => ({
  id,
  service: 'checkout',
  environment: 'production',
  version: '1.4.0',
  status: 'deploying',
  live: true,
  waiting: false,
  owner: 'U01',
  channel: 'C1',
  createdAt: 1,
  updatedAt: 1,
  streamVersion: 1,
  summary: {},
  ...more,
});

async function cardAt(db: Database, releaseId: string, channel: string, ts: string): Promise<void> {
  await wantBoard(db, { releaseId, key: 'card', channel, version: 1 });
  const [claimed] = await claimBoards(db, { holder: 'w', limit: 1, leaseMs: 1_000 });
  if (!claimed) throw new Error('no board was due');
  await markPosting(db, claimed, 1_000);
  await shown(db, claimed, { channel, ts, version: 1 });
}

onEveryStore(store => {
  it('tells what was decided about a place: locks, freezes by hand that reach it, and their ends', async () => {
    const engine = openEngine(store.db, silentBell);
    const place = { service: 'checkout', environment: 'production' as const };
    const by = (commandId: string) => ({ commandId, actor: 'U01' });
    const freeze = { reason: 'fair', from: 0, until: 8e15, environments: [], by: 'U01' };
    await engine.handleLane(place, { type: 'Lock', by: 'U01', reason: 'works', until: null }, by('1'));
    await engine.handleOrganisation(
      { type: 'SetFreeze', id: 'f1', services: ['checkout'], ...freeze },
      by('2'),
    );
    await engine.handleOrganisation(
      { type: 'SetFreeze', id: 'f2', services: ['search'], ...freeze },
      by('3'),
    );
    await engine.handleOrganisation({ type: 'LiftFreeze', id: 'f1', by: 'U01' }, by('4'));
    await engine.handleOrganisation({ type: 'LiftFreeze', id: 'f2', by: 'U01' }, by('5'));
    const entries = await releaseQueries(store.db, async () => 'not there').ofPlace(place);
    expect(entries.map(({ event }) => event)).toMatchObject([
      { type: 'LaneLocked', reason: 'works' },
      { type: 'FreezeSet', id: 'f1' },
      { type: 'FreezeLifted', id: 'f1' },
    ]);
  });

  it('finds the release whose card begins a thread, live or not', async () => {
    await saveRelease(store.db, row('a', { createdAt: 1 }));
    await saveRelease(store.db, row('b', { createdAt: 2, live: false }));
    await cardAt(store.db, 'a', 'C1', '1.1');
    await cardAt(store.db, 'b', 'C1', '2.2');
    const queries = releaseQueries(store.db, async () => 'not there');
    expect(await queries.ofThread('C1', '1.1')).toBe('a');
    expect(await queries.ofThread('C1', '2.2')).toBe('b');
    expect(await queries.ofThread('C1', '3.3')).toBeNull();
    expect(await queries.ofThread('C2', '1.1')).toBeNull();
  });

  it('finds the release that a notice which begins a thread is about', async () => {
    const recipient = 'channel:C1';
    const id = '7d1a3c7e-2f0b-5b5e-9c55-6f1f0d7c2a41';
    const notice = { id, releaseId: 'a', eventVersion: 1, kind: 'PollOpened', recipient, urgent: false };
    await insertNotices(store.db, [notice]);
    const [claimed] = await claimNotices(store.db, { holder: 'w', limit: 1, leaseMs: 1_000 });
    if (!claimed) throw new Error('no notice was due');
    const queries = releaseQueries(store.db, async () => 'not there');
    await markSending(store.db, claimed, 1_000);
    expect(await queries.ofThread('C1', '5.5')).toBeNull();
    await markSent(store.db, claimed, { channel: 'C1', ts: '5.5' });
    expect(await queries.ofThread('C1', '5.5')).toBe('a');
    expect(await queries.ofThread('C2', '5.5')).toBeNull();
  });

  it('lists what is live, what is named and what was lately, newest first', async () => {
    await saveRelease(store.db, row('a', { createdAt: 1 }));
    await saveRelease(store.db, row('b', { createdAt: 2, live: false, environment: 'staging' }));
    const queries = releaseQueries(store.db, async () => 'not there');
    const ids = (rows: ReleaseRow[]) => rows.map(({ id }) => id);
    expect(ids(await queries.live())).toEqual(['a']);
    expect(ids(await queries.recent(5))).toEqual(['b', 'a']);
    expect(ids(await queries.of({ service: 'checkout' }))).toEqual(['b', 'a']);
    expect(ids(await queries.of({ service: 'checkout', environment: 'staging' }))).toEqual(['b']);
    expect((await queries.byId('a'))?.id).toBe('a');
    expect(await queries.byId('c')).toBeNull();
  });

  it('gives what an operation printed in one piece', async () => {
    await appendOutput(store.db, 'a.install.1', 'one\n');
    await appendOutput(store.db, 'a.install.1', 'two\n');
    const queries = releaseQueries(store.db, async () => 'not there');
    expect(await queries.output('a.install.1')).toEqual({ text: 'one\ntwo\n', isCut: false });
    expect(await queries.output('a.install.2')).toEqual({ text: '', isCut: false });
    await appendOutput(store.db, 'a.install.3', 'x'.repeat(OUTPUT_CAP_BYTES + 1));
    expect(await queries.output('a.install.3')).toMatchObject({ isCut: true });
  });
});
