import { type HalfHour, type Scatter, whole } from './half-hour.ts';

/** The estimate is itself uncertain, and too low a factor costs more than too high a one. */
const MARGIN = 1.25;
/** Of the standard normal distribution: 5 % lie beyond. */
const ONE_IN_TWENTY = 1.645;

/**
 * How many bad requests count as one, because they come in bursts: retries and a single bad client say no more with
 * ten failures than with one. φ = max(1, 1.25 · variance ÷ mean) of the bad requests per tick over the last half hour,
 * and 1 while chance alone scatters them as much (χ² test at 5 %).
 *
 * It is taken from the version that scatters more, each around its own rate: with few bursts the baseline may not
 * have had one yet. A heuristic, held up by simulation only.
 */
export function dispersionOf(parts: HalfHour): number {
  const { canary, baseline } = whole(parts);
  const [ofCanary, ofBaseline] = [pearson(canary), pearson(baseline)];
  const chance = ofCanary.freedom + ofBaseline.freedom;
  if (ofCanary.sum + ofBaseline.sum <= chiSquareLimit(chance)) return 1;
  return Math.max(1, MARGIN * ofCanary.mean, MARGIN * ofBaseline.mean);
}

/**
 * Ticks differ in their traffic, so variance ÷ mean is Pearson's statistic per degree of freedom: over the ticks
 * with n requests and x bad ones each, and p = Σx ÷ Σn, Σ (x − pn)² ÷ pn, which is Σ (x² ÷ n) ÷ p − Σx.
 */
function pearson({ requests, bad, ticks, squares }: Scatter) {
  const freedom = Math.max(0, ticks - 1);
  const sum = bad === 0 ? 0 : Math.max(0, (squares * requests) / bad - bad);
  return { sum, freedom, mean: freedom === 0 ? 0 : sum / freedom };
}

/** What χ² with so many degrees of freedom exceeds in one case of twenty (E. B. Wilson, M. M. Hilferty 1931). */
function chiSquareLimit(freedom: number): number {
  if (freedom === 0) return 0;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + ONE_IN_TWENTY * Math.sqrt(spread)) ** 3;
}
