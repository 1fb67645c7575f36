import { describe, expect, it } from 'vitest';
import {
  type Claimed,
  claimDue,
  claimOne,
  fail,
  finish,
  nextDueAt,
  putBack,
  renew,
  ring,
  stillHeld,
} from '../../src/store/tasks.ts';
import { voidLeases } from '../../src/store/void-leases.ts';
import { addTask, replaceTasks, type WantedTask } from '../../src/store/wanted-tasks.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const HOUR = 3_600_000;
const LEASE_MS = 10_000;

onEveryStore(store => {
  const want = (...tasks: (Partial<WantedTask> & { task: string })[]) =>
    replaceTasks(
      store.db,
      'web-1',
      tasks.map(task => ({ dueAt: 0, urgent: false, ...task })),
    );
  const claimAll = (holder: string, limit = 100) => claimDue(store.db, { holder, limit, leaseMs: LEASE_MS });
  const claim = (task: string, holder = 'one') =>
    claimOne(store.db, { releaseId: 'web-1', task, holder, leaseMs: LEASE_MS });
  const claimed = async (task: string, holder = 'one'): Promise<Claimed> => {
    const claim_ = await claim(task, holder);
    if (!claim_) throw new Error(`${task} cannot be claimed`);
    return claim_;
  };
  const names = (tasks: { task: string }[]) => tasks.map(each => each.task).sort();

  describe('the tasks of a release', () => {
    it('are replaced as a whole', async () => {
      await want({ task: 'settle' }, { task: 'expire' });
      await want({ task: 'settle' }, { task: 'sample' });
      expect(names(await claimAll('one'))).toEqual(['sample', 'settle']);
    });

    it('are none once nothing is wanted any more', async () => {
      await want({ task: 'settle' });
      await want();
      expect(await claimAll('one')).toEqual([]);
    });

    it('do not touch those of another', async () => {
      await want({ task: 'settle' });
      await replaceTasks(store.db, 'web-2', []);
      expect(names(await claimAll('one'))).toEqual(['settle']);
    });

    it('that survive keep their lease and their failures', async () => {
      await want({ task: 'step' });
      await fail(store.db, await claimed('step'), { dueAt: 0 });
      const held = await claimed('step');
      await want({ task: 'step', dueAt: 5 });
      expect(await claim('step', 'two')).toBeNull();
      expect(await stillHeld(store.db, 'one')).toEqual([
        { releaseId: 'web-1', task: 'step', claimToken: held.claimToken },
      ]);
      expect(held.failures).toBe(1);
    });

    it('take a new due time, unless they are to keep their own', async () => {
      const now = await store.db.now();
      await want({ task: 'moved', dueAt: now + HOUR }, { task: 'kept', dueAt: now + HOUR, keepDue: true });
      await want({ task: 'moved', dueAt: now - 1 }, { task: 'kept', dueAt: now - 1, keepDue: true });
      expect(names(await claimAll('one'))).toEqual(['moved']);
    });

    it('are not written anew when they are in no hands and stay as they are', async () => {
      const written = async () =>
        (await store.db.query('select xmin::text from app.tasks order by task')).rows;
      await want({ task: 'settle', dueAt: 5 }, { task: 'watch', keepDue: true });
      const before = await written();
      await want({ task: 'settle', dueAt: 5 }, { task: 'watch', keepDue: true, dueAt: 9 });
      expect(await written()).toEqual(before);
      await want({ task: 'settle', dueAt: 6 }, { task: 'watch', keepDue: true });
      expect((await written())[0]).not.toEqual(before[0]);
    });

    it('vanish from the hands of their worker', async () => {
      await want({ task: 'step' });
      const held = await claimed('step');
      await want({ task: 'rollback', urgent: true });
      expect(await stillHeld(store.db, 'one')).toEqual([]);
      expect(await finish(store.db, held)).toBe(false);
      expect(await putBack(store.db, held, { dueAt: 0 })).toBe(false);
      expect(await fail(store.db, held, { dueAt: 0 })).toBeNull();
    });

    it('that are added leave the others alone', async () => {
      await want({ task: 'sample' });
      await addTask(store.db, 'web-1', { task: 'settle', dueAt: 0, urgent: false });
      expect(names(await claimAll('one'))).toEqual(['sample', 'settle']);
    });

    it('become due sooner when they are added again, never later', async () => {
      const now = await store.db.now();
      await want({ task: 'settle', dueAt: now + HOUR });
      await addTask(store.db, 'web-1', { task: 'settle', dueAt: now - 1, urgent: false });
      await addTask(store.db, 'web-1', { task: 'settle', dueAt: now + 2 * HOUR, urgent: false });
      expect(names(await claimAll('one'))).toEqual(['settle']);
    });
  });

  describe('a claim', () => {
    it('takes only what is due', async () => {
      await want({ task: 'later', dueAt: (await store.db.now()) + HOUR }, { task: 'now' });
      expect(names(await claimAll('one'))).toEqual(['now']);
      expect(await claim('later')).toBeNull();
      await moveClock(store.db, HOUR);
      expect(await claim('later')).toMatchObject({ task: 'later' });
    });

    it('takes what is urgent first, then what has been due longest, up to the limit', async () => {
      await want(
        { task: 'old', dueAt: 1 },
        { task: 'older', dueAt: 0 },
        { task: 'urgent', dueAt: 2, urgent: true },
      );
      const tasks = await claimAll('one', 2);
      expect(tasks.map(each => each.task)).toEqual(['urgent', 'older']);
    });

    it('can be for urgent tasks only, or for the others', async () => {
      await want({ task: 'urgent', urgent: true }, { task: 'calm' });
      const take = (urgent: boolean) =>
        claimDue(store.db, { holder: 'one', urgent, limit: 9, leaseMs: LEASE_MS });
      expect(names(await take(true))).toEqual(['urgent']);
      expect(names(await take(false))).toEqual(['calm']);
    });

    it('can be for tasks of one name only, or for all but those', async () => {
      await want({ task: 'watch' }, { task: 'settle' });
      const claiming = { holder: 'one', limit: 9, leaseMs: LEASE_MS };
      expect(names(await ring(store.db, { olderThanMs: 0, limit: 9, but: 'watch' }))).toEqual(['settle']);
      expect(names(await claimDue(store.db, { ...claiming, notNamed: 'watch' }))).toEqual(['settle']);
      expect(names(await claimDue(store.db, { ...claiming, named: 'watch' }))).toEqual(['watch']);
    });

    it('is refused while another holds the task', async () => {
      await want({ task: 'step' });
      await claimed('step', 'one');
      expect(await claim('step', 'two')).toBeNull();
      expect(await claimAll('two')).toEqual([]);
    });

    it('passes to another as soon as the lease ran out, and the first one is void', async () => {
      await want({ task: 'step' });
      const first = await claimed('step', 'one');
      await moveClock(store.db, LEASE_MS + 1);
      expect(await stillHeld(store.db, 'one')).toEqual([]);
      const second = await claimed('step', 'two');
      expect(await finish(store.db, first)).toBe(false);
      expect(await putBack(store.db, first, { dueAt: 0 })).toBe(false);
      expect(await fail(store.db, first, { dueAt: 0 })).toBeNull();
      expect(await stillHeld(store.db, 'two')).toHaveLength(1);
      expect(await finish(store.db, second)).toBe(true);
    });

    it('by the same worker again makes its first one void too', async () => {
      await want({ task: 'step' });
      const first = await claimed('step', 'one');
      await moveClock(store.db, LEASE_MS + 1);
      const second = await claimed('step', 'one');
      expect(await finish(store.db, first)).toBe(false);
      expect(await finish(store.db, second)).toBe(true);
    });

    it('lasts as long as it is renewed', async () => {
      await want({ task: 'step' });
      await claimed('step', 'one');
      await moveClock(store.db, LEASE_MS - 1_000);
      await renew(store.db, 'one', LEASE_MS);
      await moveClock(store.db, 2 * LEASE_MS - 2_000);
      expect(await claim('step', 'two')).toBeNull();
      expect(await stillHeld(store.db, 'one')).toHaveLength(1);
    });

    it('that ran out is not brought back by renewing it', async () => {
      await want({ task: 'step' });
      await claimed('step', 'one');
      await moveClock(store.db, LEASE_MS + 1);
      await renew(store.db, 'one', LEASE_MS);
      expect(await claim('step', 'two')).not.toBeNull();
    });

    it('is void after a new boot of the embedded database', async () => {
      await want({ task: 'step' });
      const before = await claimed('step', 'one');
      await voidLeases(store.db);
      expect(await claim('step', 'two')).not.toBeNull();
      expect(await finish(store.db, before)).toBe(false);
    });
  });

  describe('a task that was worked on', () => {
    it('is gone when it is finished', async () => {
      await want({ task: 'step' });
      expect(await finish(store.db, await claimed('step'))).toBe(true);
      expect(await claim('step')).toBeNull();
    });

    it('stays for another turn when it was asked for again meanwhile', async () => {
      await want({ task: 'settle' });
      const held = await claimed('settle');
      await addTask(store.db, 'web-1', { task: 'settle', dueAt: 0, urgent: false });
      expect(await finish(store.db, held)).toBe(true);
      expect(await finish(store.db, await claimed('settle'))).toBe(true);
      expect(await claim('settle')).toBeNull();
    });

    it('stays for another turn when the release went on meanwhile, though it was due all the same', async () => {
      await want({ task: 'settle' });
      const held = await claimed('settle');
      await want({ task: 'settle' });
      expect(await finish(store.db, held)).toBe(true);
      expect(await claim('settle')).not.toBeNull();
    });

    it('can be put back until later, its failures forgotten', async () => {
      await want({ task: 'step' });
      await fail(store.db, await claimed('step'), { dueAt: 0 });
      await putBack(store.db, await claimed('step'), { afterMs: 5_000 });
      expect(await claim('step')).toBeNull();
      await moveClock(store.db, 5_001);
      expect(await claim('step')).toMatchObject({ failures: 0 });
    });

    it('is put back to the time it was asked for meanwhile, when that is sooner', async () => {
      await want({ task: 'step' });
      const held = await claimed('step');
      await want({ task: 'step', dueAt: 3 });
      await putBack(store.db, held, { afterMs: HOUR });
      expect(await claim('step')).toMatchObject({ dueAt: 3 });
    });

    it('counts its failures in a row', async () => {
      await want({ task: 'step' });
      const failures: (number | null)[] = [];
      for (let turn = 0; turn < 3; turn++)
        failures.push(await fail(store.db, await claimed('step'), { dueAt: 0 }));
      expect(failures).toEqual([1, 2, 3]);
    });
  });

  describe('the bell', () => {
    const ringNow = () => ring(store.db, { olderThanMs: 5_000, limit: 100 });

    it('rings what is due once, and again when nobody came for 5 s', async () => {
      await want({ task: 'step' }, { task: 'later', dueAt: (await store.db.now()) + HOUR });
      const step = { releaseId: 'web-1', task: 'step', urgent: false };
      expect(await ringNow()).toEqual([{ ...step, isUnheard: false }]);
      expect(await ringNow()).toEqual([]);
      await moveClock(store.db, 5_001);
      expect(await ringNow()).toEqual([{ ...step, isUnheard: true }]);
    });

    it('does not ring what somebody is working on', async () => {
      await want({ task: 'step' });
      await claimed('step');
      expect(await ringNow()).toEqual([]);
      await moveClock(store.db, LEASE_MS + 1);
      expect(names(await ringNow())).toEqual(['step']);
    });

    it('rings again at once what was put back and is due', async () => {
      await want({ task: 'step' });
      await ringNow();
      await putBack(store.db, await claimed('step'), { dueAt: 1 });
      expect(await ringNow()).toMatchObject([{ task: 'step', isUnheard: false }]);
    });

    it('knows when it has to ring next', async () => {
      const now = await store.db.now();
      expect(await nextDueAt(store.db)).toBeNull();
      await want(
        { task: 'later', dueAt: now + HOUR },
        { task: 'urgent', dueAt: now + 2 * HOUR, urgent: true },
      );
      expect(await nextDueAt(store.db)).toBe(now + HOUR);
      expect(await nextDueAt(store.db, true)).toBe(now + 2 * HOUR);
      await moveClock(store.db, HOUR);
      await ringNow();
      expect(await nextDueAt(store.db)).toBe(now + 2 * HOUR);
    });
  });

  describe('many workers at once', () => {
    it('never hold the same task, and every task is done exactly once', async () => {
      const tasks = Array.from({ length: 60 }, (_, index) => ({ task: `step-${index}` }));
      await want(...tasks);
      const done: string[] = [];
      const worker = async (holder: string) => {
        for (;;) {
          const mine = await claimAll(holder, 3);
          if (mine.length === 0) return;
          for (const each of mine) if (await finish(store.db, each)) done.push(each.task);
        }
      };
      await Promise.all(['one', 'two', 'three', 'four'].map(worker));
      expect(done.sort()).toEqual(tasks.map(each => each.task).sort());
    });

    it('are not disturbed by the appends that replace tasks beside them', async () => {
      const appends = async () => {
        for (let turn = 0; turn < 20; turn++)
          await want({ task: 'a', dueAt: turn }, { task: 'b', dueAt: turn });
      };
      const worker = async (holder: string) => {
        for (let turn = 0; turn < 20; turn++) {
          for (const each of await claimAll(holder)) await putBack(store.db, each, { dueAt: 0 });
          await renew(store.db, holder, LEASE_MS);
        }
      };
      await Promise.all([appends(), worker('one'), worker('two')]);
      expect(names(await claimAll('three'))).toEqual(['a', 'b']);
    });
  });
});
