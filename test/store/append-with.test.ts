import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import {
  AlreadyCarriedOut,
  type Append,
  appendWith,
  DecidedTooLongAgo,
  findCommand,
  firstTampered,
  readStream,
  StreamMovedOn,
  unrecorded,
} from '../../src/store/event-log.ts';
import { addingTask } from '../../src/store/wanted-tasks.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

let commands = 0;

/** An append as the engine makes it: at the time it looked, with the task it entails. */
async function record(db: Database, command: Partial<Append>, at?: number) {
  const order = { commandId: `command-${++commands}`, actor: 'U1', writes: [], ...command };
  const planned = unrecorded(order, at ?? (await db.now()));
  await appendWith(db, planned, [
    addingTask([`woken-by-${order.commandId}`], { task: 'settle', dueAt: 0, urgent: false }),
  ]);
  return planned.events.map(({ record: _, ...event }) => event);
}

const write = (stream: string, expectedVersion: number, ...types: string[]) => ({
  stream,
  expectedVersion,
  events: types.map(type => ({ type, data: { type, text: 'a "b" \\ {c}, \u0000 é 🚀' } })),
});

const woken = async (db: Database) =>
  (await db.query<{ id: string }>('select release_id as id from app.tasks')).rows.map(({ id }) => id);

onEveryStore(store => {
  describe('an append with all it entails', () => {
    it('keeps the events as they were foretold, chained, and what they entail', async () => {
      const events = await record(store.db, {
        commandId: 'both',
        writes: [write('release/a', 0, 'One', 'Two'), write('lane/web/production', 0, 'Entered')],
      });
      expect(events.map(event => `${event.stream} ${event.version}`)).toEqual([
        'lane/web/production 1',
        'release/a 1',
        'release/a 2',
      ]);
      expect(await findCommand(store.db, 'both')).toMatchObject(events);
      expect(await firstTampered(store.db, 'release/a')).toBeNull();
      await record(store.db, { writes: [write('release/a', 2, 'Three')] });
      expect(await firstTampered(store.db, 'release/a')).toBeNull();
      expect(await woken(store.db)).toContain('woken-by-both');
    });

    it('keeps nothing at all when a stream it writes or only read has moved on', async () => {
      await record(store.db, { writes: [write('organisation', 0, 'FreezeSet')] });
      const before = await woken(store.db);
      const reads = [{ stream: 'organisation', version: 0 }];
      const stale = record(store.db, { reads, writes: [write('release/a', 0, 'One')] });
      await expect(stale).rejects.toEqual(new StreamMovedOn('organisation', 0, 1));
      const again = record(store.db, { writes: [write('organisation', 0, 'FreezeSet')] });
      await expect(again).rejects.toEqual(new StreamMovedOn('organisation', 0, 1));
      expect(await readStream(store.db, 'release/a')).toEqual([]);
      expect(await woken(store.db)).toEqual(before);
    });

    it('keeps nothing when the command was carried out before, even when its stream moved on as well', async () => {
      await record(store.db, { commandId: 'click', writes: [write('release/a', 0, 'One')] });
      const before = await woken(store.db);
      for (const writes of [[write('release/a', 1, 'Two')], [write('release/a', 0, 'One')]]) {
        const again = record(store.db, { commandId: 'click', writes });
        await expect(again).rejects.toEqual(new AlreadyCarriedOut('click'));
      }
      expect(await woken(store.db)).toEqual(before);
    });

    it('is refused when the decision is older than a moment, so that its time stays true', async () => {
      const writes = [write('release/a', 0, 'One')];
      const late = record(store.db, { writes }, (await store.db.now()) - 20_000);
      await expect(late).rejects.toThrow(DecidedTooLongAgo);
      expect(await readStream(store.db, 'release/a')).toEqual([]);
    });

    it('is refused before the time of the event it follows', async () => {
      await moveClock(store.db, 3_600_000);
      const [ahead] = await record(store.db, { writes: [write('release/a', 0, 'One')] });
      await moveClock(store.db, 0);
      const behind = record(store.db, { writes: [write('release/a', 1, 'Two')] });
      await expect(behind).rejects.toThrow(DecidedTooLongAgo);
      const [next] = await record(store.db, { writes: [write('release/a', 1, 'Two')] }, ahead!.at);
      expect(next!.at).toBe(ahead!.at);
    });

    it('is refused ahead of the clock, unless what it follows is ahead too', async () => {
      const now = await store.db.now();
      const early = record(store.db, { writes: [write('release/a', 0, 'One')] }, now + 20_000);
      await expect(early).rejects.toThrow(DecidedTooLongAgo);
      await moveClock(store.db, 20_000);
      await record(store.db, { writes: [write('release/a', 0, 'One')] }, now + 20_000);
      await moveClock(store.db, 0);
      const [next] = await record(store.db, { writes: [write('release/a', 1, 'Two')] }, now + 20_000);
      expect(next!.at).toBe(now + 20_000);
    });

    it('exactly one of five at the same instant wins, and only what it entails is there', async () => {
      const outcomes = await Promise.all(
        [1, 2, 3, 4, 5].map(each =>
          record(store.db, { commandId: `racer-${each}`, writes: [write('release/a', 0, 'One')] }).then(
            () => 'won',
            (error: Error) => error.name,
          ),
        ),
      );
      expect(outcomes.filter(outcome => outcome === 'won')).toHaveLength(1);
      expect(await woken(store.db)).toEqual([`woken-by-racer-${outcomes.indexOf('won') + 1}`]);
    });

    it('of those that wake each other all come through', async () => {
      const append = (stream: string, other: string, version: number) => async () => {
        const order = {
          commandId: `${stream}-${version}`,
          actor: 'U1',
          writes: [write(`release/${stream}`, version, 'One')],
        };
        await appendWith(store.db, unrecorded(order, await store.db.now()), [
          addingTask([other, stream], { task: 'settle', dueAt: 0, urgent: false }),
        ]);
      };
      for (let version = 0; version < 20; version += 1) {
        await Promise.all([append('a', 'b', version)(), append('b', 'a', version)()]);
      }
      expect(await readStream(store.db, 'release/a')).toHaveLength(20);
      expect(await readStream(store.db, 'release/b')).toHaveLength(20);
    });
  });
});
