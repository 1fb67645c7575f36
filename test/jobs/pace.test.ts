import { beforeEach, describe, expect, it } from 'vitest';
import { openPace } from '../../src/jobs/pace.ts';

let now = 0;
beforeEach(() => {
  now = 0;
});
const pace = () =>
  openPace({ channel: { everyMs: 1_000, burst: 2 }, 'method/update': { everyMs: 100, burst: 1 } }, () => now);

describe('the pace of calls', () => {
  it('allows a burst, then one call after the other', () => {
    const { take } = pace();
    expect([take(['channel/a']), take(['channel/a']), take(['channel/a'])]).toEqual([0, 0, 1_000]);
    now = 1_000;
    expect([take(['channel/a']), take(['channel/a'])]).toEqual([0, 1_000]);
  });

  it('is kept by each channel for itself', () => {
    const { take } = pace();
    take(['channel/a']);
    take(['channel/a']);
    expect(take(['channel/b'])).toBe(0);
  });

  it('waits for the slowest of its names, and takes nothing from the others meanwhile', () => {
    const { take } = pace();
    expect(take(['method/update', 'channel/a'])).toBe(0);
    expect(take(['method/update', 'channel/a'])).toBe(100);
    now = 100;
    expect(take(['method/update', 'channel/a'])).toBe(0);
    now = 200;
    expect(take(['method/update', 'channel/a'])).toBe(800);
  });

  it('holds what the chat told to hold', () => {
    const { take, hold } = pace();
    hold('channel/a', 30_000);
    expect(take(['channel/a'])).toBe(30_000);
    now = 30_000;
    expect(take(['channel/a'])).toBe(0);
  });

  it('lets what is urgent go at once, and the others wait the longer for it', () => {
    const { take, overdraw } = pace();
    for (let sent = 0; sent < 3; sent += 1) overdraw(['channel/a']);
    expect(take(['channel/a'])).toBe(2_000);
  });

  it('tells which channels take nothing now', () => {
    const { take, hold, busyChannels } = pace();
    take(['channel/a', 'method/update']);
    expect(busyChannels()).toEqual([]);
    take(['channel/a']);
    hold('channel/b', 3_000);
    expect(busyChannels().sort()).toEqual(['a', 'b']);
    now = 1_000;
    expect(busyChannels()).toEqual(['b']);
  });

  it('is shared by the processes there are, and no call is ever left out for good', () => {
    const { take, left, shareBetween } = openPace(
      { 'method/update': { everyMs: 100, burst: 20 } },
      () => now,
    );
    shareBetween(2);
    expect(left('method/update')).toBe(10);
    for (let each = 0; each < 10; each += 1) take(['method/update']);
    expect(take(['method/update'])).toBe(200);
    now = 60_000;
    shareBetween(100);
    expect(left('method/update')).toBe(5);
    shareBetween(1);
    now = 120_000;
    expect(left('method/update')).toBe(20);
  });
});
