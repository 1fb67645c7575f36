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
});
