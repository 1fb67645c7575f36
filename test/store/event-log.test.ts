import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import {
  AlreadyCarriedOut,
  type Append,
  append,
  findCommand,
  firstTampered,
  headOf,
  readNews,
  readStream,
  StreamMovedOn,
} from '../../src/store/event-log.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

let commands = 0;
const record = (db: Database, command: Partial<Append>) =>
  db.transaction(tx =>
    append(tx, { commandId: `command-${++commands}`, actor: 'U1', writes: [], ...command }),
  );
const write = (stream: string, expectedVersion: number, ...types: string[]) => ({
  stream,
  expectedVersion,
  events: types.map(type => ({ type, data: { type } })),
});

onEveryStore(store => {
  describe('what was recorded', () => {
    it('comes back as it was given, whatever characters it holds', async () => {
      const data = { text: 'a "b" \\ {c}, \u0000 é 🚀', none: null, many: [1, 2.5, true] };
      const recorded = await record(store.db, {
        commandId: 'start',
        writes: [{ stream: 'release/a', expectedVersion: 0, events: [{ type: 'Planned', data }] }],
      });
      expect(recorded).toMatchObject([
        {
          stream: 'release/a',
          version: 1,
          type: 'Planned',
          data,
          actor: 'U1',
          commandId: 'start',
          schema: 1,
        },
      ]);
      expect(await readStream(store.db, 'release/a')).toEqual(recorded);
    });

    it('is read from the version that is known already', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One', 'Two', 'Three')] });
      const events = await readStream(store.db, 'release/a', { after: 1 });
      expect(events.map(event => [event.version, event.type])).toEqual([
        [2, 'Two'],
        [3, 'Three'],
      ]);
    });

    it('is read of many streams at once, each from the version that is known of it', async () => {
      const types = Array.from({ length: 1_001 }, (_, index) => `Event${index + 1}`);
      const writes = [
        write('release/a', 0, 'One', 'Two'),
        write('release/b', 0, 'Three'),
        write('release/c', 0, ...types),
      ];
      await record(store.db, { writes });
      const news = await readNews(store.db, [
        { stream: 'release/c', after: 0 },
        { stream: 'release/a', after: 1 },
        { stream: 'release/b', after: 1 },
        { stream: 'release/nobody', after: 0 },
      ]);
      expect(news.map(events => events.length)).toEqual([1_001, 1, 0, 0]);
      expect(news[0]).toEqual(await readStream(store.db, 'release/c'));
      expect(news[1]).toEqual(await readStream(store.db, 'release/a', { after: 1 }));
    });

    it('is read whole when it is longer than a page', async () => {
      const types = Array.from({ length: 2_001 }, (_, index) => `Event${index + 1}`);
      await record(store.db, { writes: [write('release/a', 0, ...types)] });
      const events = await readStream(store.db, 'release/a');
      expect(events.map(event => event.type)).toEqual(types);
    });

    it('cannot be changed or deleted', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One')] });
      await expect(store.db.query(`update app.events set type = 'Two'`)).rejects.toThrow('append-only');
      await expect(store.db.query('delete from app.events')).rejects.toThrow('append-only');
      await expect(store.db.query('truncate app.events')).rejects.toThrow('append-only');
      await expect(store.db.query('delete from app.commands')).rejects.toThrow('append-only');
    });

    it('shows where it was tampered with', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One', 'Two', 'Three')] });
      expect(await firstTampered(store.db, 'release/a')).toBeNull();
      await store.db.query('alter table app.events disable trigger user');
      await store.db.query(`update app.events set record = replace(record, 'U1', 'U2') where version = 2`);
      expect(await firstTampered(store.db, 'release/a')).toBe(2);
    });

    it('shows that its end was cut off', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One', 'Two', 'Three')] });
      await store.db.query('alter table app.events disable trigger user');
      await store.db.query('delete from app.events where version = 3');
      expect(await firstTampered(store.db, 'release/a')).toBe(3);
    });

    it('is chained: each event carries the hash of the one before it, and the head that of the last', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One')] });
      await record(store.db, { writes: [write('release/a', 1, 'Two', 'Three')] });
      const events = await readStream(store.db, 'release/a');
      expect(events.map(event => event.previousHash)).toEqual(['', events[0]!.hash, events[1]!.hash]);
      expect(await headOf(store.db, 'release/a')).toEqual({
        stream: 'release/a',
        version: 3,
        hash: events[2]!.hash,
        at: events[2]!.at,
      });
    });
  });

  describe('an append', () => {
    it('to a stream that exists is refused when it should start one', async () => {
      await record(store.db, { writes: [write('release/a', 0, 'One')] });
      const again = record(store.db, { writes: [write('release/a', 0, 'One')] });
      await expect(again).rejects.toEqual(new StreamMovedOn('release/a', 0, 1));
    });

    it('to a stream that does not exist is refused when it should go on', async () => {
      const early = record(store.db, { writes: [write('release/a', 3, 'Four')] });
      await expect(early).rejects.toEqual(new StreamMovedOn('release/a', 3, 0));
      expect(await readStream(store.db, 'release/a')).toEqual([]);
    });

    it('is refused when a stream it only read has moved on', async () => {
      await record(store.db, { writes: [write('organisation', 0, 'FreezeSet')] });
      const stale = record(store.db, {
        reads: [{ stream: 'organisation', version: 0 }],
        writes: [write('release/a', 0, 'One')],
      });
      await expect(stale).rejects.toEqual(new StreamMovedOn('organisation', 0, 1));
      expect(await readStream(store.db, 'release/a')).toEqual([]);
    });

    it('may rest on a stream that has no event yet', async () => {
      const reads = [{ stream: 'organisation', version: 0 }];
      await record(store.db, { reads, writes: [write('release/a', 0, 'One')] });
      await record(store.db, { writes: [write('organisation', 0, 'FreezeSet')] });
      expect((await headOf(store.db, 'organisation')).version).toBe(1);
    });

    it('goes to several streams or to none', async () => {
      await record(store.db, { writes: [write('lane/web/production', 0, 'Entered')] });
      const writes = [write('release/a', 0, 'One'), write('lane/web/production', 0, 'Entered')];
      await expect(record(store.db, { writes })).rejects.toThrow(StreamMovedOn);
      expect(await readStream(store.db, 'release/a')).toEqual([]);
    });

    it('gives its events by stream, all at the same time', async () => {
      const events = await record(store.db, {
        commandId: 'both',
        writes: [write('release/a', 0, 'One', 'Two'), write('lane/web/production', 0, 'Entered')],
      });
      expect(events.map(event => `${event.stream} ${event.version}`)).toEqual([
        'lane/web/production 1',
        'release/a 1',
        'release/a 2',
      ]);
      expect(new Set(events.map(event => event.at)).size).toBe(1);
      expect(await findCommand(store.db, 'both')).toEqual(events);
    });

    it('happens at the time of the database, whatever the process thought', async () => {
      const [event] = await record(store.db, { at: 1_000, writes: [write('release/a', 0, 'One')] });
      expect(Math.abs(event!.at - (await store.db.now()))).toBeLessThan(5_000);
    });

    it('never happens before the event it follows, even when the clock goes back', async () => {
      await moveClock(store.db, 3_600_000);
      const [ahead] = await record(store.db, { writes: [write('release/a', 0, 'One')] });
      await moveClock(store.db, 0);
      const [behind] = await record(store.db, { writes: [write('release/a', 1, 'Two')] });
      expect(behind!.at).toBe(ahead!.at);
    });

    it('refuses to write a stream twice', async () => {
      const writes = [write('release/a', 0, 'One'), write('release/a', 1, 'Two')];
      await expect(record(store.db, { writes })).rejects.toThrow('writes release/a twice');
    });
  });

  describe('a command', () => {
    it('that is repeated records nothing the second time', async () => {
      await record(store.db, { commandId: 'click', writes: [write('release/a', 0, 'One')] });
      const again = record(store.db, { commandId: 'click', writes: [write('release/a', 1, 'Two')] });
      await expect(again).rejects.toEqual(new AlreadyCarriedOut('click'));
      const elsewhere = record(store.db, { commandId: 'click', writes: [write('release/b', 0, 'One')] });
      await expect(elsewhere).rejects.toEqual(new AlreadyCarriedOut('click'));
      expect(await readStream(store.db, 'release/b')).toEqual([]);
    });

    it('that was carried out is said to be so, even when its stream moved on as well', async () => {
      await record(store.db, { commandId: 'click', writes: [write('release/a', 0, 'One')] });
      const again = record(store.db, { commandId: 'click', writes: [write('release/a', 0, 'One')] });
      await expect(again).rejects.toThrow(AlreadyCarriedOut);
    });

    it('may record nothing, and is known to be carried out all the same', async () => {
      await record(store.db, { commandId: 'nothing new' });
      expect(await findCommand(store.db, 'nothing new')).toEqual([]);
      await expect(record(store.db, { commandId: 'nothing new' })).rejects.toThrow(AlreadyCarriedOut);
    });

    it('that was rolled back is not found', async () => {
      const failing = store.db.transaction(async tx => {
        await append(tx, { commandId: 'lost', actor: 'U1', writes: [write('release/a', 0, 'One')] });
        throw new Error('the read model failed');
      });
      await expect(failing).rejects.toThrow('the read model failed');
      expect(await findCommand(store.db, 'lost')).toBeNull();
      expect((await headOf(store.db, 'release/a')).version).toBe(0);
    });
  });

  describe('at the same instant', () => {
    const outcome = (promise: Promise<unknown>) =>
      promise.then(
        () => 'won',
        (error: Error) => error.name,
      );

    it('exactly one of five wins the start of a stream', async () => {
      for (let round = 0; round < 10; round++) {
        const outcomes = await Promise.all(
          Array.from({ length: 5 }, () =>
            outcome(record(store.db, { writes: [write(`release/${round}`, 0, 'One')] })),
          ),
        );
        expect(outcomes.sort()).toEqual([
          'StreamMovedOn',
          'StreamMovedOn',
          'StreamMovedOn',
          'StreamMovedOn',
          'won',
        ]);
        expect(await readStream(store.db, `release/${round}`)).toHaveLength(1);
      }
    });

    it('a command delivered five times is carried out once', async () => {
      for (let round = 0; round < 10; round++) {
        const outcomes = await Promise.all(
          Array.from({ length: 5 }, (_, each) =>
            outcome(
              record(store.db, {
                commandId: `click-${round}`,
                writes: [write(`release/${round}-${each}`, 0, 'One')],
              }),
            ),
          ),
        );
        expect(outcomes.filter(name => name === 'won')).toHaveLength(1);
        expect(outcomes.filter(name => name === 'AlreadyCarriedOut')).toHaveLength(4);
        expect(await findCommand(store.db, `click-${round}`)).toHaveLength(1);
      }
    });

    it('appends to the same two streams in opposite orders all come through', async () => {
      const streams = ['lane/web/production', 'release/a'];
      const client = async (order: string[]) => {
        for (let done = 0; done < 10; ) {
          const versions = await Promise.all(
            order.map(async stream => (await headOf(store.db, stream)).version),
          );
          const writes = order.map((stream, index) => write(stream, versions[index]!, 'Moved'));
          const result = await outcome(record(store.db, { writes }));
          expect(['won', 'StreamMovedOn']).toContain(result);
          if (result === 'won') done++;
        }
      };
      await Promise.all([0, 1, 2, 3, 4, 5].map(each => client(each % 2 ? streams : streams.toReversed())));
      for (const stream of streams) expect((await headOf(store.db, stream)).version).toBe(60);
    });

    it('appends that rest on each other’s stream are never both let through', async () => {
      for (let round = 0; round < 10; round++) {
        const [left, right] = [`release/${round}-left`, `release/${round}-right`];
        const outcomes = await Promise.all([
          outcome(
            record(store.db, { reads: [{ stream: right, version: 0 }], writes: [write(left, 0, 'One')] }),
          ),
          outcome(
            record(store.db, { reads: [{ stream: left, version: 0 }], writes: [write(right, 0, 'One')] }),
          ),
        ]);
        expect(outcomes.sort()).toEqual(['StreamMovedOn', 'won']);
      }
    });

    it('two transactions that lock in opposite orders end as if one had come after the other', async () => {
      const both = (one: string, other: string) =>
        store.db.transaction(async tx => {
          for (const stream of [one, other]) {
            const { version } = await headOf(tx, stream);
            await append(tx, {
              commandId: `${one}-${stream}`,
              actor: 'U1',
              writes: [write(stream, version, 'Moved')],
            });
          }
        });
      const results = await Promise.allSettled([
        both('release/a', 'release/b'),
        both('release/b', 'release/a'),
      ]);
      const refused = results.filter(result => result.status === 'rejected').map(result => result.reason);
      expect(refused.every(reason => reason instanceof StreamMovedOn)).toBe(true);
      const versions = await Promise.all(['release/a', 'release/b'].map(stream => headOf(store.db, stream)));
      expect(versions.map(head => head.version)).toEqual(refused.length === 0 ? [2, 2] : [1, 1]);
    });
  });
});
