import { describe, expect, it } from 'vitest';
import {
  boardPost,
  type ClaimedBoard,
  claimBoards,
  forgetBoardPost,
  markPosting,
  putBackBoard,
  redrawBoards,
  shown,
  wantBoard,
} from '../../src/store/boards.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const LEASE_MS = 10_000;
const POST = { channel: 'C1', ts: '1.1' };

onEveryStore(store => {
  const want = (version: number) =>
    wantBoard(store.db, { releaseId: 'web-1', key: 'card', channel: 'C1', version });
  const claim = (holder = 'one') => claimBoards(store.db, { holder, limit: 10, leaseMs: LEASE_MS });
  const claimed = async (holder = 'one'): Promise<ClaimedBoard> => {
    const [board] = await claim(holder);
    if (!board) throw new Error('no board can be claimed');
    return board;
  };

  describe('a board', () => {
    it('is claimed while it shows less than is wanted', async () => {
      await want(3);
      const board = await claimed();
      expect(board).toMatchObject({
        channel: 'C1',
        ts: null,
        wantedVersion: 3,
        shownVersion: 0,
        postingSince: null,
      });
      expect(await claim('two')).toEqual([]);
      await shown(store.db, board, { ...POST, version: 3 });
      expect(await claim()).toEqual([]);
      await want(4);
      expect(await claimed()).toMatchObject({ ts: '1.1', wantedVersion: 4, shownVersion: 3 });
    });

    it('is shown again when more was wanted while it was being shown', async () => {
      await want(1);
      const board = await claimed();
      await want(2);
      await shown(store.db, board, { ...POST, version: 1 });
      expect(await claimed()).toMatchObject({ wantedVersion: 2, shownVersion: 1 });
    });

    it('is shown anew when what it shows beside the release has changed', async () => {
      await want(3);
      await shown(store.db, await claimed(), { ...POST, version: 3 });
      await redrawBoards(store.db, ['another']);
      expect(await claim()).toEqual([]);
      await redrawBoards(store.db, ['web-1']);
      const board = await claimed();
      expect(board).toMatchObject({ ts: '1.1', wantedVersion: 3, shownVersion: 2 });
      await shown(store.db, board, { ...POST, version: 3 });
      expect(await claim()).toEqual([]);
    });

    it('never goes back to an older version', async () => {
      await want(5);
      const slow = await claimed('one');
      await moveClock(store.db, LEASE_MS + 1);
      const quick = await claimed('two');
      await shown(store.db, quick, { ...POST, version: 5 });
      await shown(store.db, slow, { ...POST, version: 4 });
      await want(3);
      expect(await claim()).toEqual([]);
    });

    it('tells where it is once it was posted', async () => {
      await want(1);
      expect(await boardPost(store.db, 'web-1', 'card')).toBeNull();
      await shown(store.db, await claimed(), { ...POST, version: 1 });
      expect(await boardPost(store.db, 'web-1', 'card')).toEqual(POST);
    });

    it('whose first post nobody heard of again says so to who claims it next', async () => {
      await want(1);
      const board = await claimed('one');
      expect(await markPosting(store.db, board, LEASE_MS)).toBe(true);
      await moveClock(store.db, LEASE_MS + 1_000);
      expect((await claimed('two')).postingSince).toBeGreaterThan(0);
      expect(await markPosting(store.db, board, LEASE_MS)).toBe(false);
    });

    it('that could not be shown is tried again later', async () => {
      await want(1);
      const board = await claimed();
      await markPosting(store.db, board, LEASE_MS);
      await putBackBoard(store.db, board, { afterMs: 2_000, problem: 'ratelimited', posted: false });
      expect(await claim()).toEqual([]);
      await moveClock(store.db, 2_001);
      expect(await claimed()).toMatchObject({ attempts: 1, postingSince: null });
    });

    it('that was deleted is posted anew', async () => {
      await want(1);
      await shown(store.db, await claimed(), { ...POST, version: 1 });
      await want(2);
      await forgetBoardPost(store.db, await claimed());
      const board = await claimed();
      expect(board).toMatchObject({ ts: null, shownVersion: 0, wantedVersion: 2 });
      await shown(store.db, board, { channel: 'C1', ts: '2.2', version: 2 });
      expect(await boardPost(store.db, 'web-1', 'card')).toEqual({ channel: 'C1', ts: '2.2' });
    });
  });
});
