import { describe, expect, it } from 'vitest';
import type { ReleaseCommand } from '../../src/release/state.ts';
import type { Database } from '../../src/store/database.ts';
import { allGo, approved, approvedBy, HOUR, planned, rejectedBy } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import { RELEASE, type Step } from '../support/given.ts';
import { engineOn, newId, OWNER } from '../support/on-engine.ts';

const ready: Step = [planned(), approved, allGo];
const deploy: ReleaseCommand = { type: 'Deploy', by: OWNER };

/** The same database; `reads` counts what is asked of it beside appends. */
function counting(db: Database): Database & { reads: number } {
  const counted = {
    ...db,
    reads: 0,
    query: ((sql, params) => {
      counted.reads += 1;
      return db.query(sql, params);
    }) as Database['query'],
  };
  return counted;
}

onEveryStore(store => {
  type Running = ReturnType<typeof engineOn>;
  const handle = ({ engine }: Running, command: ReleaseCommand) =>
    engine.handle(RELEASE, command, { commandId: newId(), actor: OWNER });
  /** A process that has just looked, and another one that goes on. */
  async function twoOf(step: Step): Promise<{ one: Running; other: Running }> {
    const [one, other] = [engineOn(store.db), engineOn(store.db)];
    await one.given(step);
    await one.engine.settle(RELEASE);
    return { one, other };
  }

  describe('what a process learned a moment ago', () => {
    it('is not read again before the next decision', async () => {
      const db = counting(store.db);
      const one = engineOn(db);
      await one.given(ready);
      await one.engine.settle(RELEASE);
      db.reads = 0;
      expect(await handle(one, deploy)).toMatchObject({ is: 'done', release: { status: 'starting' } });
      expect(db.reads).toBe(0);
    });

    it('is read again before anything is refused', async () => {
      const { one, other } = await twoOf(planned());
      await other.given([approved, allGo]);
      expect(await handle(one, deploy)).toMatchObject({ is: 'done', release: { status: 'starting' } });
    });

    it('is read again where it leads to nothing new', async () => {
      const { one, other } = await twoOf([planned(), approvedBy('tess')]);
      await other.given(rejectedBy('sam'));
      const tess = { type: 'Approve' as const, by: 'tess', groups: ['tech_leads'] };
      const digest = (await other.engine.load(RELEASE))?.digest ?? '';
      expect(await handle(one, { ...tess, digest })).toMatchObject({
        is: 'refused',
        release: { status: 'rejected' },
      });
    });

    it('is no ground for a record once somebody else went on', async () => {
      const { one, other } = await twoOf(planned());
      const digest = (await other.engine.load(RELEASE))?.digest ?? '';
      await other.given(rejectedBy('tess'));
      const sam = { type: 'Approve' as const, by: 'sam', groups: ['security_team'] };
      expect(await handle(one, { ...sam, digest })).toMatchObject({
        is: 'refused',
        release: { status: 'rejected' },
      });
      expect(await other.eventsOf()).toEqual(['ReleasePlanned', 'ReleaseRejected']);
    });

    it('does not hide a freeze that somebody else has set', async () => {
      const { one, other } = await twoOf(ready);
      const from = await store.db.now();
      const freeze = {
        type: 'SetFreeze',
        id: 'christmas',
        reason: 'Christmas',
        from,
        until: from + HOUR,
      } as const;
      await other.inOrganisation({ ...freeze, services: [], environments: [], by: OWNER });
      expect(await handle(one, deploy)).toMatchObject({
        release: { status: 'queued', turn: { waitingFor: 'freeze' } },
      });
    });

    it('does not hide a lock that somebody else has set', async () => {
      const { one, other } = await twoOf(ready);
      await other.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null });
      expect(await handle(one, deploy)).toMatchObject({
        release: { status: 'queued', turn: { waitingFor: 'lock' } },
      });
    });

    it('is not the time: a command is recorded at the time it is, also when the clock was set since', async () => {
      const { one } = await twoOf(ready);
      await one.wait(HOUR);
      const now = await store.db.now();
      await handle(one, deploy);
      expect((await one.engine.history(RELEASE)).at(-1)?.at).toBeGreaterThanOrEqual(now);
    });
  });
});
