import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/commands/did-you-mean.ts';
import { wordsOf } from '../../src/commands/intents.ts';

const known = wordsOf('/release');

describe('a word nobody knows', () => {
  it.each([
    ['aprove', 'approve'],
    ['Approve', 'approve'],
    ['statsu', 'status'],
    ['nogo', 'no-go'],
    ['strat', 'start'],
    ['promo', 'promote'],
    ['unlok', 'unlock'],
    ['delpoy', 'deploy'],
    ['gi', 'go'],
  ])('%j probably means %j', (found, meant) => {
    expect(didYouMean(found, known)).toBe(meant);
  });

  it.each(['', 'x', 'coffee', 'zzzzzzzz', 'hi'])('%j is not guessed at', found => {
    expect(didYouMean(found, known)).toBeNull();
  });

  it('is not guessed at when nothing is known', () => {
    expect(didYouMean('canary', [])).toBeNull();
  });
});
