import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wantBoard } from '../../src/store/boards.ts';
import {
  type ClaimedNotice,
  claimNotices,
  giveUpNotice,
  insertNotices,
  markAmbiguous,
  markSending,
  markSent,
  type NewNotice,
  postedNotice,
  putBackNotice,
} from '../../src/store/notices.ts';
import { wantRoom } from '../../src/store/rooms.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const LEASE_MS = 10_000;

onEveryStore(store => {
  const notice = (kind: string, given: Partial<NewNotice> = {}): NewNotice => ({
    id: randomUUID(),
    releaseId: 'web-1',
    eventVersion: 1,
    kind,
    recipient: 'C1',
    urgent: false,
    ...given,
  });
  const claim = (holder = 'one') => claimNotices(store.db, { holder, limit: 10, leaseMs: LEASE_MS });
  const kinds = (notices: ClaimedNotice[]) => notices.map(each => each.kind);
  const send = async (each: ClaimedNotice, ts = '1.1') => {
    expect(await markSending(store.db, each, LEASE_MS)).toBe(true);
    await markSent(store.db, each, { channel: each.recipient, ts });
  };
  const claimedOne = async (holder = 'one'): Promise<ClaimedNotice> => {
    const [first] = await claim(holder);
    if (!first) throw new Error('nothing can be claimed');
    return first;
  };

  describe('notices', () => {
    it('are kept once, however often they are inserted', async () => {
      const once = notice('started');
      await insertNotices(store.db, [once]);
      await insertNotices(store.db, [once, notice('done', { recipient: 'C2' })]);
      expect(kinds(await claim())).toEqual(['started', 'done']);
    });

    it('go out one after another to each recipient, in the order they were inserted', async () => {
      await insertNotices(store.db, [
        notice('first'),
        notice('second'),
        notice('elsewhere', { recipient: 'C2' }),
      ]);
      const claimed = await claim();
      expect(kinds(claimed)).toEqual(['first', 'elsewhere']);
      expect(await claim('two')).toEqual([]);
      await send(claimed[0]!);
      expect(kinds(await claim('two'))).toEqual(['second']);
    });

    it('that are urgent overtake the others, even one on its way', async () => {
      await insertNotices(store.db, [notice('calm')]);
      const calm = await claimedOne();
      await insertNotices(store.db, [notice('also calm'), notice('emergency', { urgent: true })]);
      const urgent = await claimedOne('two');
      expect(urgent.kind).toBe('emergency');
      await send(calm);
      expect(await claim('three')).toEqual([]);
      await send(urgent);
      expect(kinds(await claim('three'))).toEqual(['also calm']);
    });

    it('to a person or a war room stay while the channel they would go to takes nothing', async () => {
      const to = (recipient: string, more: Partial<NewNotice> = {}) =>
        notice(recipient, { recipient, ...more });
      const told = to('person:U1');
      await insertNotices(store.db, [told]);
      await markSending(store.db, await claimedOne(), LEASE_MS);
      await markSent(store.db, told as ClaimedNotice, { channel: 'D1', ts: '1.1' });
      const made = [
        ['web-1', 'open', 'C7'],
        ['web-2', 'wanted', null],
      ] as const;
      for (const [releaseId, state, channel] of made) {
        await wantRoom(store.db, releaseId, 1);
        await store.db.query('update app.rooms set state = $2, channel = $3 where release_id = $1', [
          ...[releaseId, state, channel],
        ]);
        await wantBoard(store.db, { releaseId, key: 'card', channel: 'C1', version: 1 });
      }
      await insertNotices(store.db, [
        ...['person:U1', 'person:U2', 'room:web-1'].map(recipient => to(recipient)),
        to('room:web-2', { releaseId: 'web-2' }),
      ]);
      const free = async (...busy: string[]) => {
        const claimed = await claimNotices(store.db, { holder: 'one', limit: 10, leaseMs: LEASE_MS, busy });
        for (const each of claimed) await putBackNotice(store.db, each, { afterMs: 0, problem: '' });
        return kinds(claimed);
      };
      expect(await free()).toEqual(['person:U1', 'person:U2', 'room:web-1', 'room:web-2']);
      expect(await free('D1')).toEqual(['person:U2', 'room:web-1', 'room:web-2']);
      expect(await free('C7')).toEqual(['person:U1', 'person:U2', 'room:web-2']);
      expect(await free('C1', 'D9')).toEqual(['person:U1', 'person:U2', 'room:web-1']);
      await insertNotices(store.db, [to('room:web-1', { urgent: true })]);
      expect(await free('C7', 'C1', 'D1')).toEqual(['room:web-1', 'person:U2']);
    });

    it('stay where they are while their channel takes nothing, save what is urgent', async () => {
      await insertNotices(store.db, [
        notice('calm', { recipient: 'channel:C1' }),
        notice('detail', { recipient: 'thread:C1' }),
        notice('elsewhere', { recipient: 'channel:C2' }),
        notice('emergency', { recipient: 'channel:C1', urgent: true }),
      ]);
      const claiming = { holder: 'one', limit: 10, leaseMs: LEASE_MS };
      expect(kinds(await claimNotices(store.db, { ...claiming, busy: ['C1'] }))).toEqual([
        'emergency',
        'elsewhere',
      ]);
    });

    it('wait while nothing may be posted, save what is urgent or goes another way', async () => {
      await insertNotices(store.db, [
        notice('calm', { recipient: 'channel:C1' }),
        notice('told', { recipient: 'person:U1' }),
        notice('mail', { recipient: 'mail:list/releases' }),
        notice('page', { recipient: 'paging:on-call' }),
        notice('emergency', { recipient: 'channel:C2', urgent: true }),
      ]);
      const claiming = { holder: 'one', limit: 10, leaseMs: LEASE_MS };
      expect(kinds(await claimNotices(store.db, { ...claiming, mayPost: false }))).toEqual([
        'emergency',
        'mail',
        'page',
      ]);
      expect(kinds(await claimNotices(store.db, claiming))).toEqual(['calm', 'told']);
    });

    it('to whoever is on call wait for none of another release, and overtake none of their own', async () => {
      const page = (kind: string, releaseId: string, urgent = true) =>
        notice(kind, { recipient: 'paging:on-call', releaseId, urgent });
      await insertNotices(store.db, [
        page('resolved', 'web-1', false),
        page('opened again', 'web-1'),
        page('opened', 'pay-1'),
      ]);
      const claimed = await claim();
      expect(kinds(claimed).sort()).toEqual(['opened', 'resolved']);
      const resolved = claimed.find(({ kind }) => kind === 'resolved')!;
      await putBackNotice(store.db, resolved, { afterMs: 5_000, problem: 'refused' });
      expect(await claim()).toEqual([]);
      await moveClock(store.db, 5_001);
      await send(await claimedOne());
      expect(kinds(await claim())).toEqual(['opened again']);
    });

    it('that failed hold back those behind them until it is their time again', async () => {
      await insertNotices(store.db, [notice('first'), notice('second')]);
      await putBackNotice(store.db, await claimedOne(), { afterMs: 5_000, problem: 'ratelimited' });
      expect(await claim()).toEqual([]);
      await moveClock(store.db, 5_001);
      expect(await claim()).toMatchObject([{ kind: 'first', state: 'pending', problem: 'ratelimited' }]);
    });

    it('that were given up let those behind them go', async () => {
      await insertNotices(store.db, [notice('first'), notice('second')]);
      await giveUpNotice(store.db, await claimedOne(), 'channel_not_found');
      expect(kinds(await claim())).toEqual(['second']);
    });

    it('tell where they were posted once they were', async () => {
      const told = notice('started');
      await insertNotices(store.db, [told]);
      expect(await postedNotice(store.db, told.id)).toBeNull();
      await send(await claimedOne(), '1712.0001');
      expect(await postedNotice(store.db, told.id)).toEqual({ channel: 'C1', ts: '1712.0001' });
    });
  });

  describe('an attempt', () => {
    it('that nobody heard of again is claimed as one with an unknown outcome', async () => {
      await insertNotices(store.db, [notice('started')]);
      const first = await claimedOne('one');
      expect(first).toMatchObject({ state: 'pending', attempts: 0, sendingSince: null });
      await markSending(store.db, first, LEASE_MS);
      await moveClock(store.db, LEASE_MS + 1_000);
      expect(await claimedOne('two')).toMatchObject({ state: 'sending', attempts: 1, kind: 'started' });
    });

    it('with an unknown outcome comes back to be reconciled, and the others wait', async () => {
      await insertNotices(store.db, [notice('first'), notice('second')]);
      const first = await claimedOne();
      await markSending(store.db, first, LEASE_MS);
      await markAmbiguous(store.db, first, { afterMs: 1_000, problem: 'socket hang up\0' });
      expect(await claim()).toEqual([]);
      await moveClock(store.db, 1_001);
      const again = await claimedOne();
      expect(again).toMatchObject({ kind: 'first', state: 'sending' });
      expect(again.sendingSince).toBeGreaterThan(0);
    });

    it('does not begin when the claim ran out, and changes nothing when another has it', async () => {
      await insertNotices(store.db, [notice('started')]);
      const first = await claimedOne('one');
      await moveClock(store.db, LEASE_MS + 1);
      expect(await markSending(store.db, first, LEASE_MS)).toBe(false);
      await claimedOne('two');
      expect(await putBackNotice(store.db, first, { afterMs: 0, problem: 'late' })).toBe(false);
      expect(await markAmbiguous(store.db, first, { afterMs: 0, problem: 'late' })).toBe(false);
      expect(await giveUpNotice(store.db, first, 'late')).toBe(false);
    });

    it('that arrived counts even when another has the claim by now', async () => {
      const told = notice('started');
      await insertNotices(store.db, [told]);
      const first = await claimedOne('one');
      await markSending(store.db, first, LEASE_MS);
      await moveClock(store.db, LEASE_MS + 1);
      const second = await claimedOne('two');
      await markSent(store.db, first, { channel: 'C1', ts: '1.1' });
      expect(await putBackNotice(store.db, second, { afterMs: 0, problem: 'late' })).toBe(false);
      expect(await claim()).toEqual([]);
      expect(await postedNotice(store.db, told.id)).toEqual({ channel: 'C1', ts: '1.1' });
    });
  });

  it('many senders send every notice once, in order', async () => {
    const order = Array.from({ length: 20 }, (_, index) => `notice ${index}`);
    await insertNotices(
      store.db,
      order.map(kind => notice(kind)),
    );
    const sent: string[] = [];
    const sender = async (holder: string) => {
      while (sent.length < order.length) {
        for (const each of await claim(holder)) {
          sent.push(each.kind);
          await send(each);
        }
      }
    };
    await Promise.all(['one', 'two', 'three'].map(sender));
    expect(sent).toEqual(order);
  });
});
