import type { Tally } from './watching.ts';

const LEAST_REQUESTS = 30;
export const CATASTROPHE_PERCENT = 20;
/** Spread over fewer ticks it may be one burst of retries: that makes half of thirty requests bad, but not of a hundred. */
const LEAST_BAD_TICKS = 3;
const AT_ONCE = { requests: 100, percent: 50 };

/** Half of a hundred requests: more than one burst makes. */
export const isMoreThanABurst = ({ requests, bad }: Tally): boolean =>
  requests >= AT_ONCE.requests && 100 * bad >= AT_ONCE.percent * requests;

/**
 * Whether a canary fails so badly that nobody needs a statistic: in the ticks of the window at least 30 requests
 * and at least 20 % of them bad, spread over three ticks or more; or half of at least 100, however spread.
 */
export function isCatastrophe(ticks: readonly Tally[]): boolean {
  const requests = ticks.reduce((sum, tick) => sum + tick.requests, 0);
  const bad = ticks.reduce((sum, tick) => sum + tick.bad, 0);
  const isSpread = ticks.filter(tick => tick.bad > 0).length >= LEAST_BAD_TICKS;
  const reaches = (least: number, percent: number) => requests >= least && 100 * bad >= percent * requests;
  return (isSpread && reaches(LEAST_REQUESTS, CATASTROPHE_PERCENT)) || isMoreThanABurst({ requests, bad });
}
