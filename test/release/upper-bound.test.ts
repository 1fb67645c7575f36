import { describe, expect, it } from 'vitest';
import { lowerBound, upperBound } from '../../src/release/upper-bound.ts';

describe('what was seen bounds the share of bad requests', () => {
  // SciPy 1.17: `beta.ppf(.95, x + 1, n - x)` and `beta.ppf(.05, x, n - x + 1)`.
  it.each([
    [300, 0, 0.00993608194, 0],
    [100, 1, 0.04655981145, 0.00051280142],
    [100, 2, 0.0616192004, 0.0035651526],
    [100, 5, 0.10225337764, 0.01990556366],
    [1000, 10, 0.01690317512, 0.00543514014],
    [100_000, 900, 0.00950692281, 0.00851433229],
  ])('%s requests with %s bad ones', (requests, bad, above, below) => {
    expect(upperBound({ requests, bad })).toBeCloseTo(above, 9);
    expect(lowerBound({ requests, bad })).toBeCloseTo(below, 9);
  });

  it('without a bad one it takes 299 requests to rule out 1 %, and 598 to rule out 0.5 %', () => {
    const enoughFor = (share: number) => {
      let requests = 1;
      while (upperBound({ requests, bad: 0 }) > share) requests += 1;
      return requests;
    };
    expect(enoughFor(0.01)).toBe(299);
    expect(enoughFor(0.005)).toBe(598);
  });

  it('the chance of so few bad ones at the upper bound is 5 %, added up by hand', () => {
    const [requests, bad] = [60, 4];
    const share = upperBound({ requests, bad });
    let term = (1 - share) ** requests;
    let chance = term;
    for (let k = 1; k <= bad; k += 1) {
      term *= ((requests - k + 1) / k) * (share / (1 - share));
      chance += term;
    }
    expect(chance).toBeCloseTo(0.05, 10);
  });

  it('nothing seen rules nothing out, and all bad allows everything', () => {
    expect(upperBound({ requests: 0, bad: 0 })).toBe(1);
    expect(lowerBound({ requests: 0, bad: 0 })).toBe(0);
    expect(upperBound({ requests: 7, bad: 7 })).toBe(1);
  });
});
