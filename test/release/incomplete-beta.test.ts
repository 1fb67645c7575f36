import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from '../../src/release/incomplete-beta.ts';

describe('the incomplete beta function', () => {
  // SciPy 1.17, `scipy.special.betainc(a, b, x)`.
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.3, 10, 20, 0.3640040810719437],
    [0.01, 3, 500, 0.8782818016392695],
    [0.999, 1000, 2, 0.7353908495419277],
    [1e-5, 1, 1e5, 0.6321223982334279],
    [0.5, 1e6, 1e6, 0.5],
  ])('of %s with %s and %s is %s', (x, a, b, value) => {
    // ln Γ of a million has lost seven digits before the difference is taken.
    expect(Math.abs(incompleteBeta(x, a, b) - value)).toBeLessThan(a * 1e-14 + 1e-10);
  });

  it('is its mirror image, and its ends are 0 and 1', () => {
    expect(incompleteBeta(0.3, 4, 9) + incompleteBeta(0.7, 9, 4)).toBeCloseTo(1, 13);
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });

  it('answers also right at its peak, where both sides converge equally fast', () => {
    for (let a = 1; a < 200; a += 1) {
      const b = 3 * a;
      const x = (a + 1) / (a + b + 2);
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 10);
    }
  });

  it('is undone by its inverse', () => {
    for (const [a, b] of [
      [1, 300],
      [2.5, 7],
      [901, 99_100],
    ] as const) {
      for (const p of [0.01, 0.05, 0.5, 0.95]) {
        expect(incompleteBeta(inverseIncompleteBeta(p, a, b), a, b)).toBeCloseTo(p, 10);
      }
    }
  });
});
