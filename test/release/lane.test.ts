import { describe, expect, it } from 'vitest';
import { emptyLane, evolveLane, type LaneEvent } from '../../src/release/lane.ts';
import { HOUR, waited } from '../support/builders.ts';
import { given, T0 } from '../support/given.ts';

const laneAfter = (...events: LaneEvent[]) =>
  events.reduce((lane, event) => evolveLane(lane, event, T0), emptyLane('checkout', 'production'));

const joined = (release: string, atFront = false): LaneEvent => ({ type: 'LaneJoined', release, atFront });
const out = (release: string, version: string, from: string | null): LaneEvent[] => [
  { type: 'VersionGoingOut', release, version, from },
  { type: 'VersionReleased', release, version },
];

describe('a lane', () => {
  it('serves those who queue in the order they came', () => {
    expect(laneAfter(joined('a'), joined('b'), joined('c')).queue).toEqual(['a', 'b', 'c']);
  });
  it('puts a hotfix at the head of the queue', () => {
    expect(laneAfter(joined('a'), joined('b'), joined('hot', true)).queue).toEqual(['hot', 'a', 'b']);
  });
  it('holds nobody twice', () => {
    expect(laneAfter(joined('a'), joined('b'), joined('a')).queue).toEqual(['b', 'a']);
  });
  it('is free again when its holder leaves, and not when somebody else does', () => {
    const taken = [joined('a'), { type: 'LaneTaken', release: 'a' }] as const;
    expect(laneAfter(...taken, { type: 'LaneLeft', release: 'b' }).holder).toBe('a');
    expect(laneAfter(...taken, { type: 'LaneLeft', release: 'a' }).holder).toBeNull();
  });
});

describe('known-good versions', () => {
  const four = [...out('a', '1.1.0', '1.0.0'), ...out('b', '1.2.0', '1.1.0'), ...out('c', '1.3.0', '1.2.0')];
  it('are kept newest first, at least three of them', () => {
    expect(laneAfter(...four).good).toEqual(['1.3.0', '1.2.0', '1.1.0', '1.0.0']);
  });
  it('do not contain a version that is only going out', () => {
    const lane = laneAfter(...four, {
      type: 'VersionGoingOut',
      release: 'd',
      version: '1.4.0',
      from: '1.3.0',
    });
    expect(lane.good).not.toContain('1.4.0');
    expect(lane.good[0]).toBe('1.3.0');
  });
  it('no longer contain one that was taken back', () => {
    const lane = laneAfter(...four, {
      type: 'VersionTakenBack',
      release: 'c',
      version: '1.3.0',
      to: '1.2.0',
    });
    expect(lane.good).toEqual(['1.2.0', '1.1.0', '1.0.0']);
    expect(lane.released).toEqual(['1.1.0', '1.2.0']);
  });
});

describe('the release that may be rolled back', () => {
  it('is the one that went out last', () => {
    expect(laneAfter(...out('a', '1.1.0', '1.0.0'), ...out('b', '1.2.0', '1.1.0')).current).toEqual({
      release: 'b',
      version: '1.2.0',
    });
  });
  it('is the one before it again when the last one ended before it changed anything', () => {
    const lane = laneAfter(
      ...out('a', '1.1.0', '1.0.0'),
      { type: 'VersionGoingOut', release: 'b', version: '1.2.0', from: '1.1.0' },
      { type: 'VersionWithdrawn', release: 'b' },
    );
    expect(lane.current).toEqual({ release: 'a', version: '1.1.0' });
  });
  it('is the one before it again when the last one was taken back to its version', () => {
    const lane = laneAfter(...out('a', '1.1.0', '1.0.0'), ...out('b', '1.2.0', '1.1.0'), {
      type: 'VersionTakenBack',
      release: 'b',
      version: '1.2.0',
      to: '1.1.0',
    });
    expect(lane.current).toEqual({ release: 'a', version: '1.1.0' });
  });
  it('tells what runs after going back further', () => {
    const lane = laneAfter(...out('a', '1.1.0', '1.0.0'), ...out('b', '1.2.0', '1.1.0'), {
      type: 'VersionTakenBack',
      release: 'b',
      version: '1.2.0',
      to: '1.0.0',
    });
    expect(lane.current).toEqual({ release: 'b', version: '1.0.0' });
  });
});

describe('a lock set by hand', () => {
  const lock = { type: 'Lock', by: 'opal', reason: 'moving the database', until: T0 + HOUR } as const;
  it('needs a reason', () => {
    given()
      .when({ ...lock, reason: ' ' })
      .refuses('reason-missing', { deed: 'lock' });
  });
  it('is not set over another, and says whose that is', () => {
    given(lock).when(lock).refuses('already-locked', { by: 'opal', reason: 'moving the database' });
  });
  it('is over when its time is', () => {
    given(lock, waited(HOUR)).when(lock).thenInLane({ type: 'LaneLocked' });
  });
  it('is lifted by whoever unlocks it', () => {
    given(lock).when({ type: 'Unlock', by: 'tess' }).thenInLane({ type: 'LaneUnlocked', by: 'tess' });
  });
  it('cannot be lifted where there is none', () => {
    given().when({ type: 'Unlock', by: 'tess' }).refuses('not-locked');
  });
});
