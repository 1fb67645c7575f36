import { expect, it } from 'vitest';
import { openPace } from '../../src/web/pace.ts';

it('as many as are allowed in a minute may come at once, and evenly after that', () => {
  let now = 0;
  const pace = openPace(60, () => now);
  const burst = Array.from({ length: 60 }, () => pace.wait('ci'));
  expect(new Set(burst)).toEqual(new Set([0]));
  expect(pace.wait('ci')).toBe(1);
  now = 1_000;
  expect([pace.wait('ci'), pace.wait('ci')]).toEqual([0, 1]);
});

it('one that is refused does not count, and nobody is kept waiting by another', () => {
  const pace = openPace(2, () => 0);
  expect([1, 2, 3, 4].map(() => pace.wait('ci'))).toEqual([0, 0, 30, 30]);
  expect(pace.wait('laptop')).toBe(0);
});
