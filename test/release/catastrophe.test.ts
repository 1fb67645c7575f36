import { expect, it } from 'vitest';
import { isCatastrophe } from '../../src/release/catastrophe.ts';

const ticks = (...pairs: [requests: number, bad: number][]) =>
  pairs.map(([requests, bad]) => ({ requests, bad }));

it('a fifth of thirty requests over three ticks is a catastrophe', () => {
  expect(isCatastrophe(ticks([10, 2], [10, 2], [10, 2]))).toBe(true);
  expect(isCatastrophe(ticks([10, 2], [10, 2], [10, 1]))).toBe(false);
  expect(isCatastrophe(ticks([10, 4], [10, 4], [9, 4]))).toBe(false);
});

it('a burst within two ticks is none', () => {
  expect(isCatastrophe(ticks([25, 10], [25, 10]))).toBe(false);
  expect(isCatastrophe(ticks([30, 30]))).toBe(false);
});

it('half of a hundred requests is one at once', () => {
  expect(isCatastrophe(ticks([100, 50]))).toBe(true);
  expect(isCatastrophe(ticks([100, 49]))).toBe(false);
  expect(isCatastrophe(ticks([99, 99]))).toBe(false);
});

it('no traffic is none', () => {
  expect(isCatastrophe([])).toBe(false);
});
