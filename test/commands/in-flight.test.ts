import { describe, expect, it } from 'vitest';
import { inFlight } from '../../src/commands/in-flight.ts';

describe('work in flight', () => {
  it('is counted until it settles, well or badly', async () => {
    const flying = inFlight();
    const good = flying.track(Promise.resolve('done'));
    const bad = flying.track(Promise.reject(new Error('no')));
    expect(flying.count).toBe(2);
    await expect(good).resolves.toBe('done');
    await expect(bad).rejects.toThrow('no');
    expect(await flying.drain(1_000)).toBe(true);
    expect(flying.count).toBe(0);
  });

  it('that begins while draining is waited for as well', async () => {
    const flying = inFlight();
    let second = false;
    const first = Promise.resolve().then(() => {
      void flying.track(
        Promise.resolve().then(() => {
          second = true;
        }),
      );
    });
    void flying.track(first);
    expect(await flying.drain(1_000)).toBe(true);
    expect(second).toBe(true);
  });

  it('that does not end is given up after the time is over', async () => {
    const flying = inFlight();
    void flying.track(new Promise(() => {}));
    expect(await flying.drain(1)).toBe(false);
  });
});
