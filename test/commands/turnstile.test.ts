import { beforeEach, describe, expect, it } from 'vitest';
import { turnstile } from '../../src/commands/turnstile.ts';

describe('a turnstile of three at once and ten a second', () => {
  let nowMs: number;
  let waits: number[];
  let turn: () => Promise<void>;

  beforeEach(() => {
    nowMs = 0;
    waits = [];
    turn = turnstile({ burst: 3, perSecond: 10, wait: async ms => void waits.push(ms) }, () => nowMs);
  });

  const come = async (people: number) => {
    for (let each = 0; each < people; each += 1) await turn();
  };

  it('lets three pass at once', async () => {
    await come(3);
    expect(waits).toEqual([]);
  });

  it('makes the others wait for their turn, one each tenth of a second', async () => {
    await come(6);
    expect(waits).toEqual([100, 200, 300]);
  });

  it('lets three pass at once again after a rest', async () => {
    await come(6);
    nowMs = 10_000;
    waits = [];
    await come(3);
    expect(waits).toEqual([]);
  });
});
