import { inverseIncompleteBeta } from './incomplete-beta.ts';
import type { Tally } from './watching.ts';

const CONFIDENCE = 0.95;

/**
 * The highest share of bad requests (0–1) that what was seen still allows, with one-sided 95 % confidence:
 * the p at which so few bad ones or fewer have a chance of 5 %, I⁻¹(0.95; bad + 1, requests − bad).
 * Without a bad one it takes 299 requests to bring it to 1 %, 598 to 0.5 %.
 *
 * C. J. Clopper, E. S. Pearson: The use of confidence or fiducial limits illustrated in the case of the
 * binomial. Biometrika 26 (1934), 404–413.
 */
export function upperBound({ requests, bad }: Tally): number {
  return bad >= requests ? 1 : inverseIncompleteBeta(CONFIDENCE, bad + 1, requests - bad);
}

/** The lowest share of the same kind: I⁻¹(0.05; bad, requests − bad + 1). */
export function lowerBound({ requests, bad }: Tally): number {
  return bad <= 0 ? 0 : inverseIncompleteBeta(1 - CONFIDENCE, bad, Math.max(0, requests - bad) + 1);
}
