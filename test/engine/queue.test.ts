import { describe, expect, it } from 'vitest';
import type { LaneName } from '../../src/engine/engine.ts';
import { settle } from '../../src/jobs/duties/settle.ts';
import type { Hand } from '../../src/jobs/duty.ts';
import type { OrganisationCommand } from '../../src/release/organisation.ts';
import type { Database } from '../../src/store/database.ts';
import { claimDue, finish, putBack } from '../../src/store/tasks.ts';
import {
  allGo,
  approved,
  canaryUpTo,
  completed,
  deployedBy,
  deploying,
  done,
  HOUR,
  MINUTE,
  planned,
  rejectedBy,
  started,
} from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import type { Step } from '../support/given.ts';
import { engineOn, LANE, OWNER } from '../support/on-engine.ts';

const FIRST = 'checkout-1.4.0-aaa';
const SECOND = 'checkout-1.5.0-bbb';
const THIRD = 'checkout-1.6.0-ccc';
const ELSEWHERE = 'checkout-1.5.0-ddd';
const STAGING: LaneName = { service: 'checkout', environment: 'staging' };

const wanted = (version: string): Step => [
  planned('minor', 'production', { version }),
  approved,
  allGo,
  deployedBy(OWNER),
];
const wantedInStaging = (version: string): Step => [
  planned('minor', 'staging', { version, terms: { approvals: null } }),
];

onEveryStore(store => {
  type Running = ReturnType<typeof engineOn>;

  const tasksOf = async (id: string) =>
    (
      await store.db.query<{ task: string; dueAt: number }>(
        'select task, due_at as "dueAt" from app.tasks where release_id = $1 order by task',
        [id],
      )
    ).rows;

  /** Carries out what is due, as a worker does: `settle` alone, the others belong to the target. */
  async function settleDue(db: Database, { engine }: Running): Promise<void> {
    for (;;) {
      const due = await claimDue(db, { holder: 'test', limit: 10, leaseMs: 10_000 });
      if (due.length === 0) return;
      for (const claimed of due) {
        const next =
          claimed.task === 'settle'
            ? await settle(claimed, { engine, db } as Hand)
            : { againInMs: 86_400_000 };
        if (next && 'againInMs' in next) await putBack(db, claimed, { afterMs: next.againInMs });
        else await finish(db, claimed);
      }
    }
  }
  const statusOf = async ({ engine }: Running, id: string) => (await engine.load(id))?.status;
  const freeze = async (id: string, lastsMs: number): Promise<OrganisationCommand> => {
    const from = await store.db.now();
    const until = from + lastsMs;
    return { type: 'SetFreeze', id, reason: id, from, until, services: [], environments: [], by: OWNER };
  };

  describe('a release that queues behind another', () => {
    it('is woken when that one is aborted, and the bell rings for it', async () => {
      const running = engineOn(store.db);
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      expect(await statusOf(running, SECOND)).toBe('queued');
      running.rung.length = 0;
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, FIRST);
      expect(running.rung).toContainEqual({ releaseId: SECOND, task: 'settle', urgent: false });
      await settleDue(store.db, running);
      expect(await statusOf(running, SECOND)).toBe('starting');
    });

    it('is woken when that one is completed', async () => {
      const running = engineOn(store.db);
      await running.given([deploying, done('check', 'install'), canaryUpTo(100)], FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.given(done('verify'), FIRST);
      expect(await statusOf(running, FIRST)).toBe('completed');
      await settleDue(store.db, running);
      expect(await statusOf(running, SECOND)).toBe('starting');
    });

    it('is woken when that one is held by what it found', async () => {
      const running = engineOn(store.db);
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.given(started({ running: '1.9.0' }), FIRST);
      expect(await statusOf(running, FIRST)).toBe('held');
      await settleDue(store.db, running);
      expect(await statusOf(running, SECOND)).toBe('starting');
    });

    it('has its turn in the order of the queue, one at a time', async () => {
      const running = engineOn(store.db);
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.given(wanted('1.6.0'), THIRD);
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, FIRST);
      await settleDue(store.db, running);
      expect([await statusOf(running, SECOND), await statusOf(running, THIRD)]).toEqual([
        'starting',
        'queued',
      ]);
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, SECOND);
      await settleDue(store.db, running);
      expect(await statusOf(running, THIRD)).toBe('starting');
    });

    it('is not disturbed, and neither are others, by what happens in another lane', async () => {
      const running = engineOn(store.db);
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.given(wantedInStaging('1.5.0'), ELSEWHERE);
      await settleDue(store.db, running);
      const before = await tasksOf(SECOND);
      running.rung.length = 0;
      await running.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null }, STAGING);
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, ELSEWHERE);
      expect(await tasksOf(SECOND)).toEqual(before);
      expect(running.rung.filter(task => task.releaseId !== ELSEWHERE)).toEqual([]);
    });
  });

  describe('a release that is watched after completion', () => {
    it('looks for itself when the next one goes out, and its watch ends', async () => {
      const running = engineOn(store.db);
      await running.given(completed, FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await settleDue(store.db, running);
      running.rung.length = 0;
      await running.given(started({ running: '1.4.0' }), SECOND);
      expect(running.rung).toContainEqual({ releaseId: FIRST, task: 'settle', urgent: false });
      await settleDue(store.db, running);
      expect((await running.engine.load(FIRST))?.watch.until).toBeNull();
      expect(await tasksOf(FIRST)).toEqual([]);
    });
  });

  describe('a release that waits for a lock', () => {
    it('is woken when somebody unlocks the lane', async () => {
      const running = engineOn(store.db);
      await running.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null });
      await running.given(wanted('1.4.0'), FIRST);
      expect(await statusOf(running, FIRST)).toBe('queued');
      await running.inLane({ type: 'Unlock', by: OWNER });
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });

    it('is woken when its time is over, by nobody', async () => {
      const running = engineOn(store.db);
      const until = (await store.db.now()) + HOUR;
      await running.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until });
      await running.given(wanted('1.4.0'), FIRST);
      await settleDue(store.db, running);
      expect(await tasksOf(FIRST)).toEqual([{ task: 'settle', dueAt: until }]);
      await running.wait(HOUR + 1);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });

    it('goes on waiting when it came to be locked while it queued', async () => {
      const running = engineOn(store.db);
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null });
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, FIRST);
      await settleDue(store.db, running);
      expect(await statusOf(running, SECOND)).toBe('queued');
      await running.inLane({ type: 'Unlock', by: OWNER });
      await settleDue(store.db, running);
      expect(await statusOf(running, SECOND)).toBe('starting');
    });
  });

  describe('a release that waits for a freeze', () => {
    it('is woken when the freeze is lifted', async () => {
      const running = engineOn(store.db);
      await running.inOrganisation(await freeze('christmas', HOUR));
      await running.given(wanted('1.4.0'), FIRST);
      await running.inOrganisation({ type: 'LiftFreeze', id: 'christmas', by: OWNER });
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });

    it('is woken when the freeze ends, by nobody', async () => {
      const running = engineOn(store.db);
      await running.inOrganisation(await freeze('christmas', HOUR));
      await running.given(wanted('1.4.0'), FIRST);
      await running.wait(HOUR - MINUTE);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('queued');
      await running.wait(MINUTE + 1);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });

    it('is still woken at its end when something else made it look before', async () => {
      const running = engineOn(store.db);
      await running.inOrganisation(await freeze('christmas', HOUR));
      await running.given(wanted('1.4.0'), FIRST);
      await running.given(wanted('1.5.0'), SECOND);
      await running.given({ type: 'Abort', by: OWNER, reason: 'not today' }, SECOND);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('queued');
      await running.wait(HOUR + 1);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });

    it('waits for the end of the next one when two overlap', async () => {
      const running = engineOn(store.db);
      await running.inOrganisation(await freeze('christmas', HOUR));
      await running.given(wanted('1.4.0'), FIRST);
      await running.inOrganisation(await freeze('new year', 2 * HOUR));
      await running.wait(HOUR + 1);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('queued');
      await running.wait(HOUR);
      await settleDue(store.db, running);
      expect(await statusOf(running, FIRST)).toBe('starting');
    });
  });

  describe('what is due', () => {
    it('is committed together with the events it follows from', async () => {
      const { given } = engineOn(store.db);
      await given([planned(), approved], FIRST);
      const [closing] = await tasksOf(FIRST);
      expect(closing?.task).toBe('close-poll');
      await given([allGo, deployedBy(OWNER)], FIRST);
      expect((await tasksOf(FIRST)).map(({ task }) => task)).toEqual(['start-deploy']);
    });

    it('is rung once it is committed, and not when it is refused or already past', async () => {
      const { given, tell, rung } = engineOn(store.db);
      await given([planned(), approved, allGo], FIRST);
      rung.length = 0;
      await tell(deployedBy('nora'), { id: FIRST });
      expect(rung).toEqual([]);
      await given(deployedBy(OWNER), FIRST);
      expect(rung).toEqual([{ releaseId: FIRST, task: 'start-deploy', urgent: false }]);
    });

    it('of a rollback is urgent', async () => {
      const { given, rung, engine } = engineOn(store.db);
      await given(completed, FIRST);
      rung.length = 0;
      await given({ type: 'RollBack', by: OWNER, reason: 'bad', way: 'immediate', to: null }, FIRST);
      expect(rung).toEqual([{ releaseId: FIRST, task: 'roll-back/0', urgent: true }]);
      expect((await engine.lane(LANE)).holder).toBe(FIRST);
    });

    it('of a rollback is due at once also by a clock that was set back', async () => {
      const running = engineOn(store.db);
      await running.given(completed, FIRST);
      await running.wait(-HOUR);
      await running.given({ type: 'RollBack', by: OWNER, reason: 'bad', way: 'immediate', to: null }, FIRST);
      const claiming = { holder: 'test', urgent: true, limit: 1, leaseMs: 10_000 };
      expect(await claimDue(store.db, claiming)).toHaveLength(1);
    });

    it('of a release with nothing to do is nothing', async () => {
      const { given } = engineOn(store.db);
      await given([planned(), rejectedBy('tess')], FIRST);
      expect(await tasksOf(FIRST)).toEqual([]);
    });
  });
});
