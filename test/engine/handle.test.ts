import { describe, expect, it } from 'vitest';
import { NewerThanThis } from '../../src/engine/folds.ts';
import { append, firstTampered, readStream } from '../../src/store/event-log.ts';
import { allGo, approved, approvedBy, deploying, planned, rejectedBy, voted } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { engineOn, LANE, OWNER } from '../support/on-engine.ts';

const STREAM = `release/${RELEASE}`;

onEveryStore(store => {
  describe('a command', () => {
    it('is recorded with its actor, and the release comes back as it is then', async () => {
      const { tell, engine } = engineOn(store.db);
      const outcome = await tell(planned(), { commandId: 'view-1' });
      expect(outcome).toMatchObject({
        is: 'done',
        repeated: false,
        release: { id: RELEASE, status: 'approving', streamVersion: 1 },
        events: [{ type: 'ReleasePlanned', by: 'rita' }],
      });
      expect(await engine.load(RELEASE)).toEqual(outcome.release);
      expect(await engine.history(RELEASE)).toMatchObject([{ version: 1, actor: 'rita' }]);
    });

    it('that is refused records nothing and rings nothing', async () => {
      const { tell, given, engine, eventsOf, rung } = engineOn(store.db);
      await given(planned());
      rung.length = 0;
      const before = await engine.load(RELEASE);
      expect(await tell(approvedBy('nora', 'developers'))).toMatchObject({
        is: 'refused',
        refusal: { refusal: 'not-an-approver' },
      });
      expect(await engine.load(RELEASE)).toEqual(before);
      expect(await eventsOf()).toEqual(['ReleasePlanned']);
      expect(rung).toEqual([]);
    });

    it('about a release nobody knows is refused', async () => {
      const { engine } = engineOn(store.db);
      const deploy = { type: 'Deploy', by: OWNER } as const;
      const outcome = await engine.handle('checkout-9.9.9-zzz', deploy, { commandId: 'c', actor: OWNER });
      expect(outcome).toMatchObject({ is: 'refused', refusal: { refusal: 'no-such-release' } });
    });

    it('carries out what follows from it by rule in the same append', async () => {
      const { tell, given, engine } = engineOn(store.db);
      await given([planned(), approvedBy('tess'), approvedBy('sam')]);
      await tell(approvedBy('cleo'), { commandId: 'last' });
      const history = await engine.history(RELEASE);
      expect(history.slice(-3).map(({ event }) => event.type)).toEqual([
        'ApprovalGiven',
        'ApprovalsCompleted',
        'PollOpened',
      ]);
      const records = await readStream(store.db, STREAM);
      expect(new Set(records.slice(-3).map(record => record.commandId))).toEqual(new Set(['last']));
    });

    it('leaves a stream alone that a newer version wrote', async () => {
      const { tell, given } = engineOn(store.db);
      await given(planned());
      await store.db.transaction(tx =>
        append(tx, {
          commandId: 'from-the-future',
          actor: 'tminus',
          schema: 99,
          writes: [{ stream: STREAM, expectedVersion: 1, events: [{ type: 'Teleported', data: {} }] }],
        }),
      );
      await expect(tell(approvedBy('tess'))).rejects.toThrow(NewerThanThis);
    });
  });

  describe('the same command id twice', () => {
    it('is carried out once and answered with what was recorded then', async () => {
      const { tell, given, eventsOf } = engineOn(store.db);
      await given([planned(), approved, allGo]);
      const deploy = { type: 'Deploy', by: OWNER } as const;
      const first = await tell(deploy, { commandId: 'click' });
      const events = await eventsOf();
      const second = await tell(deploy, { commandId: 'click' });
      expect(second).toEqual({ ...first, repeated: true });
      expect(await eventsOf()).toEqual(events);
    });

    it('is not refused for what the first time did', async () => {
      const { tell, given, eventsOf } = engineOn(store.db);
      await given(planned());
      const first = await tell(approvedBy('tess'), { commandId: 'click' });
      expect(await tell(approvedBy('tess'), { commandId: 'click' })).toEqual({ ...first, repeated: true });
      expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
    });

    it('is known although it would be no news', async () => {
      const { tell, given } = engineOn(store.db);
      await given(deploying);
      const pause = { type: 'Pause', by: OWNER, reason: 'lunch' } as const;
      const first = await tell(pause, { commandId: 'click' });
      expect(await tell(pause, { commandId: 'click' })).toEqual({ ...first, repeated: true });
    });

    it('at the same instant in two processes is carried out once', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await one.given(planned());
      const outcomes = await Promise.all(
        [one, other, one, other].map(({ tell }) => tell(approvedBy('tess'), { commandId: 'click' })),
      );
      expect(outcomes.map(({ is }) => is)).toEqual(['done', 'done', 'done', 'done']);
      expect(outcomes.filter(outcome => outcome.is === 'done' && !outcome.repeated)).toHaveLength(1);
      expect(await one.eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
    });

    it('plans one release only', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await Promise.all([one, other].map(({ tell }) => tell(planned(), { commandId: 'view-1' })));
      expect(await one.eventsOf()).toEqual(['ReleasePlanned']);
    });

    it('locks a lane once', async () => {
      const { engine } = engineOn(store.db);
      const lock = { type: 'Lock', by: OWNER, reason: 'inventory', until: null } as const;
      const carrying = { commandId: 'click', actor: OWNER };
      expect(await engine.handleLane(LANE, lock, carrying)).toMatchObject({ is: 'done' });
      expect(await engine.handleLane(LANE, lock, carrying)).toMatchObject({
        is: 'done',
        lane: { lock: { reason: 'inventory' } },
      });
      expect(await readStream(store.db, 'lane/checkout/production')).toHaveLength(1);
    });
  });

  describe('several people at the same instant', () => {
    it('who approve all count, and the last one opens the poll once', async () => {
      const processes = [engineOn(store.db), engineOn(store.db), engineOn(store.db)] as const;
      const [one] = processes;
      await one.given(planned());
      await Promise.all(['tess', 'sam', 'cleo'].map((by, at) => processes[at]!.tell(approvedBy(by))));
      const release = await one.engine.load(RELEASE);
      expect(release?.approvals.given.map(({ by }) => by).sort()).toEqual(['cleo', 'sam', 'tess']);
      const events = await one.eventsOf();
      expect(events.filter(type => type === 'PollOpened')).toHaveLength(1);
      expect(release?.status).toBe('polling');
    });

    it('who approve and reject end in one of the two, and the later one is told', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await one.given([planned(), approvedBy('tess'), approvedBy('sam')]);
      const outcomes = await Promise.all([one.tell(approvedBy('cleo')), other.tell(rejectedBy('arno'))]);
      const release = await one.engine.load(RELEASE);
      expect(['polling', 'rejected']).toContain(release?.status);
      expect(outcomes.filter(({ is }) => is === 'refused')).toHaveLength(1);
    });

    it('are one when it is the same person with two clicks', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await one.given(planned());
      const outcomes = await Promise.all([one.tell(approvedBy('tess')), other.tell(approvedBy('tess'))]);
      expect(outcomes.map(({ is }) => is).sort()).toEqual(['done', 'refused']);
      expect(await one.eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
    });

    it('who vote all count, however often they change their mind', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await one.given([planned(), approved]);
      const votes = [
        voted('go', 'pia', 'product'),
        voted('go', 'dora', 'development'),
        voted('go', 'quin', 'qa'),
        voted('go', 'opal', 'operations'),
      ];
      await Promise.all(votes.map((vote, at) => [one, other][at % 2]!.tell(vote)));
      const events = await one.eventsOf();
      expect(events.filter(type => type === 'VoteCast')).toHaveLength(4);
      expect(events.filter(type => type === 'PollClosed')).toHaveLength(1);
      expect((await one.engine.load(RELEASE))?.status).toBe('ready');
      expect(await firstTampered(store.db, STREAM)).toBeNull();
    });
  });

  describe('a release as it was', () => {
    it('right after each of its events is what was answered then', async () => {
      const { tell, engine } = engineOn(store.db);
      const answers = [await tell(planned()), await tell(approvedBy('tess')), await tell(approvedBy('sam'))];
      for (const [index, { release }] of answers.entries()) {
        expect(await engine.load(RELEASE, index + 1)).toEqual(release);
      }
      expect(await engine.load(RELEASE, 0)).toBeNull();
    });

    it('is also given in the middle of what one command recorded', async () => {
      const { given, engine } = engineOn(store.db);
      await given([planned(), approved]);
      const events = (await engine.history(RELEASE)).map(({ event }) => event.type);
      const at = events.indexOf('ApprovalGiven', 3) + 1;
      expect(await engine.load(RELEASE, at)).toMatchObject({ streamVersion: at, status: 'approving' });
      expect(await engine.load(RELEASE, at + 2)).toMatchObject({ status: 'polling' });
    });

    it('is the present for a process that has remembered an older state', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      await one.given(planned());
      await other.engine.load(RELEASE);
      await one.given(approved);
      expect(await other.engine.load(RELEASE)).toEqual(await one.engine.load(RELEASE));
    });
  });
});
