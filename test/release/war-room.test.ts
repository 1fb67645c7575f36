import { describe, expect, it } from 'vitest';
import { roomClosesAt, roomLookedForAgainMs, roomName } from '../../src/release/war-room.ts';
import { completed, HOUR, MINUTE, OWNER, planned, waited } from '../support/builders.ts';
import { given, T0 } from '../support/given.ts';

const plan = { service: 'checkout', version: '1.4.0', environment: 'production' as const };
const named = (changes: Partial<typeof plan>, taken = 0, id = 'checkout-1.4.0-3f9a1c') =>
  roomName({ id, plan: { ...plan, ...changes } as Parameters<typeof roomName>[0]['plan'] }, taken);

describe('the name of a war room', () => {
  it.each([
    [{}, 'rel-checkout-1-4-0-prod'],
    [{ version: '2.0.0-rc.1+build.7' }, 'rel-checkout-2-0-0-rc-1-build-7-prod'],
    [{ version: '2.0.0-RC.1' }, 'rel-checkout-2-0-0-rc-1-prod'],
  ])('of %o is one that Slack takes: %s', (changes, name) => {
    expect(named(changes)).toBe(name);
  });

  it('gets a number where it is taken, and the end of the release’s id after the fifth', () => {
    expect([1, 2, 4].map(taken => named({}, taken))).toEqual([
      'rel-checkout-1-4-0-prod-2',
      'rel-checkout-1-4-0-prod-3',
      'rel-checkout-1-4-0-prod-5',
    ]);
    expect(named({}, 5)).toMatch(/^rel-checkout-1-4-0-prod-.*3f9a1c$/);
    expect(named({}, 6)).not.toBe(named({}, 5));
  });

  it('has 80 characters at most and keeps its number', () => {
    const long = { version: `1.4.0-${'x'.repeat(200)}` };
    expect(named(long)).toHaveLength(80);
    expect(named(long, 3)).toMatch(/^rel-checkout-1-4-0-x+-4$/);
    expect(named(long, 3)).toHaveLength(80);
  });
});

describe('a war room', () => {
  const room = { is: 'own' as const, private: false, invite: [], links: [], archiveAfterMs: 2 * HOUR };
  const withRoom = planned('minor', 'production', { terms: { room } });
  const released = (...steps: Parameters<typeof given>) => given(...steps).release;

  const reported = { type: 'OpenIncident', by: OWNER, priority: 'P2', what: 'customers cannot pay' } as const;
  const resolved = {
    type: 'ResolveIncident',
    responder: { via: 'slack', person: OWNER },
    note: 'the pool was too small',
  } as const;

  it('stays open while the release is under way', () => {
    expect(roomClosesAt(released(withRoom))).toBeNull();
  });

  it('closes some time after an abort', () => {
    const aborted = released(withRoom, { type: 'Abort', by: OWNER, reason: 'not now' });
    expect(roomClosesAt(aborted)).toBe(T0 + 2 * HOUR);
  });

  it('closes some time after the watch that follows a completion', () => {
    const done = released(withRoom, completed);
    expect(roomClosesAt(done)).toBe((done.endedAt ?? 0) + done.terms.watch.afterMs + 2 * HOUR);
  });

  it('stays open while an incident is, and some time after it', () => {
    const steps = [withRoom, completed, waited(72 * HOUR), reported] as const;
    expect(roomClosesAt(released(...steps))).toBeNull();
    const over = released(...steps, waited(HOUR), resolved);
    expect(roomClosesAt(over)).toBe((over.incidents.last?.resolved?.at ?? 0) + 2 * HOUR);
  });
});

describe('a war room we were put out of', () => {
  it.each([
    ['while the release is under way', null, 1_000 * HOUR, 10 * MINUTE],
    ['right after its end', T0, T0 + MINUTE, 10 * MINUTE],
    ['six hours after its end', T0, T0 + 6 * HOUR, HOUR],
    ['a year after its end', T0, T0 + 365 * 24 * HOUR, 24 * HOUR],
  ])('is looked for again %s (%s, %i) after %i ms', (_, endedAt, now, againMs) => {
    expect(roomLookedForAgainMs({ endedAt }, now)).toBe(againMs);
  });
});
