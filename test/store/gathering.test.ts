import { expect, it } from 'vitest';
import { DatabaseUnreachable } from '../../src/store/database.ts';
import { gathering } from '../../src/store/gathering.ts';

/** Answers with the double, and notes what was asked together. */
function doubling(atOnce?: number) {
  const calls: number[][] = [];
  const double = gathering(async (asks: readonly number[]) => {
    calls.push([...asks]);
    if (asks.includes(13)) throw new Error('13 is refused');
    await new Promise(resolve => setTimeout(resolve, 5));
    return asks.map(ask => 2 * ask);
  }, atOnce);
  return { double, calls };
}

it('what is asked at the same time goes together, and each gets its own answer', async () => {
  const { double, calls } = doubling();
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(calls).toEqual([[1, 2, 3]]);
});

it('what is asked while a call is under way goes with the next one', async () => {
  const { double, calls } = doubling();
  const first = double(1);
  await new Promise(resolve => setTimeout(resolve, 2));
  expect(await Promise.all([first, double(2), double(3)])).toEqual([2, 4, 6]);
  expect(calls).toEqual([[1], [2, 3]]);
});

it('no more go together than allowed', async () => {
  const { double, calls } = doubling(2);
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(calls).toEqual([[1, 2], [3]]);
});

it('the one that is refused takes no other with it', async () => {
  const { double } = doubling();
  const answers = await Promise.allSettled([1, 13, 3].map(double));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('a database that is away is not asked once more for each', async () => {
  let calls = 0;
  const ask = gathering(async (_: readonly number[]) => {
    calls += 1;
    throw new DatabaseUnreachable(new Error('away'));
  });
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect(calls).toBe(1);
});
