import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { SLACK_RATES } from '../../src/jobs/pace.ts';
import { showBoard } from '../../src/jobs/show-boards.ts';
import { claimBoards, shown, wantBoard } from '../../src/store/boards.ts';
import {
  allGo,
  approved,
  approvedBy,
  deployedBy,
  done,
  found,
  planned,
  started,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import { moveClock, type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { CHANNEL, type PostOffice, postOfficeOn } from './post-office.ts';

const ANA = 'U01ANAVEGA';
const NAME = 'rel-checkout-1-4-0-prod';
let store: OpenedStore;
let workspace: Workspace;
let office: PostOffice;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  workspace = await openWorkspace({ tiers: false });
  office = postOfficeOn(store.db, workspace, { timeoutMs: 8_000 });
});
afterEach(() => workspace.close());
afterAll(() => store.close());

const room = { is: 'own' as const, private: false, invite: [], links: [], archiveAfterMs: 60_000 };
const withRoom = planned('minor', 'production', { channel: CHANNEL, owner: ANA, terms: { room } });
const out = [approved, allGo, deployedBy(ANA), started(), done('check', 'install', 'traffic-5')];
const edits = () => workspace.calls('chat.update').length;
const board = () => workspace.messages(NAME)[0];
const read = () => JSON.stringify(board()?.blocks);

/** A look at both versions: half a second slower and one in ten failed on the new one. */
async function sample(errors: number): Promise<void> {
  const counts = (bad: number) => ({ requests: 100, errors: bad, buckets: [{ le: 0.5, count: 100 }] });
  const measurement = {
    ...{ canary: counts(errors), baseline: counts(0), healthy: true, figures: {} },
    overMs: 10_000,
  };
  await store.db.query(
    `insert into app.samples (release_id, step, at, body) values ($1, 'traffic-5', app.now_ms(), $2)`,
    [RELEASE, JSON.stringify({ problem: null, measurement })],
  );
}

describe('the live figures of a board', () => {
  beforeEach(async () => {
    await office.given(withRoom);
    await office.openRoom();
    await office.given(out);
    await sample(10);
    await office.boards();
  });

  it('move on while nothing else happens', async () => {
    expect(read()).toContain('10%');
    await office.wait(16_000);
    await sample(30);
    await office.boards();
    expect(read()).toContain('20%');
  });

  it('are not shown again before their time, nor where they look the same', async () => {
    const before = edits();
    await office.wait(5_000);
    expect(await office.boards()).toBe(0);
    await office.wait(11_000);
    expect(await office.boards()).toBe(1);
    expect(edits()).toBe(before);
  });

  it('are not looked at any more once the release has ended', async () => {
    await office.given([found(), rolledBack]);
    for (let round = 0; round < 5; round += 1) {
      await office.boards();
      await office.wait(20_000);
    }
    expect(await office.boards()).toBe(0);
  });
});

describe('a workspace that takes no plan block', () => {
  it('gets the runbook in lines, and is asked again after a day', async () => {
    await workspace.close();
    workspace = await openWorkspace({ tiers: false, unknownBlocks: ['plan'] });
    office = postOfficeOn(store.db, workspace, { timeoutMs: 8_000 });
    await office.given(withRoom);
    await office.openRoom();
    expect(read()).toContain('Install 1.4.0');
    expect(board()?.blocks.map(({ type }) => type)).not.toContain('plan');
    const posts = workspace.calls('chat.postMessage').length;
    await office.given(approvedBy('tess'));
    await office.boards();
    // The second time it is not even tried.
    expect(workspace.calls('chat.update').map(({ answer }) => answer.ok)).not.toContain(false);
    expect(workspace.calls('chat.postMessage')).toHaveLength(posts);
  });
});

describe('when more boards have changed than can be edited', () => {
  const claim = (limit: number, more = {}) =>
    claimBoards(store.db, { holder: 'one', limit, leaseMs: 10_000, ...more });
  async function boards(...changes: [id: string, key: string, behind: number][]): Promise<void> {
    for (const [releaseId, key, behind] of changes) {
      await wantBoard(store.db, { releaseId, key, channel: 'C1', version: 1 });
      const [claimed] = await claim(1);
      await shown(store.db, claimed!, { channel: 'C1', ts: `${releaseId}/${key}`, version: 1 });
      if (behind > 0) await wantBoard(store.db, { releaseId, key, channel: 'C1', version: 1 + behind });
    }
  }
  const names = (claimed: { releaseId: string; key: string }[]) =>
    claimed.map(({ releaseId, key }) => `${releaseId} ${key}`);

  it('those that changed most come first', async () => {
    await boards(['a', 'board', 1], ['b', 'board', 9], ['c', 'board', 4]);
    expect(names(await claim(1))).toEqual(['b board']);
    expect(names(await claim(1))).toEqual(['c board']);
  });

  it('the one that waits longest comes before them in the end', async () => {
    await boards(['b', 'board', 0], ['a', 'board', 1]);
    await moveClock(store.db, 60_000);
    await wantBoard(store.db, { releaseId: 'b', key: 'board', channel: 'C1', version: 10 });
    expect(names(await claim(1))).toEqual(['a board']);
  });

  it('the card of a release that has a board comes after boards', async () => {
    await boards(['a', 'card', 3], ['a', 'board', 1]);
    expect(names(await claim(1))).toEqual(['a board']);
  });

  it('nothing is claimed that could not be edited', async () => {
    await boards(['a', 'board', 1]);
    expect(await claim(5, { mayEdit: false })).toEqual([]);
  });

  it('a board is at most five seconds behind with four live releases that change all the time', async () => {
    office = postOfficeOn(store.db, workspace, { rates: SLACK_RATES });
    const ids = ['a', 'b', 'c', 'd'];
    await boards(...ids.map(id => [id, 'board', 0] as [string, string, number]));
    const behind = new Map<string, number>();
    let worst = 0;
    let version = 1;
    for (let second = 0; second < 60; second += 1) {
      version += 1;
      for (const id of ids) {
        await wantBoard(store.db, { releaseId: id, key: 'board', channel: 'C1', version });
        if (!behind.has(id)) behind.set(id, second);
      }
      for (;;) {
        if (office.means.pace.left('method/chat.update') < 1) break;
        const [claimed] = await claim(1);
        if (!claimed) break;
        office.means.pace.take(['method/chat.update']);
        worst = Math.max(worst, second - (behind.get(claimed.releaseId) ?? second));
        behind.delete(claimed.releaseId);
        await shown(store.db, claimed, { channel: 'C1', ts: `${claimed.releaseId}/board`, version });
      }
      await office.wait(1_000);
    }
    expect(worst).toBeLessThanOrEqual(5);
  });
});

it('a board whose channel was archived is left alone until something happens', async () => {
  await office.given(withRoom);
  await office.openRoom();
  workspace.archive(NAME);
  await office.given(approvedBy('tess'));
  const claimed = await office.claimCards();
  await Promise.all(claimed.map(one => showBoard(one, office.means)));
  await office.wait(120_000);
  expect((await office.claimCards()).map(({ key }) => key)).not.toContain('board');
});
