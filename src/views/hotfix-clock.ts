import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { deadline } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';

/** From the request to production, the goal of a hotfix. */
const AIM_MS = 4 * 3_600_000;

/** How much of its time a hotfix to production has left, or what it took; null where no clock runs. */
export function hotfixClock(
  { plan, plannedAt, status, endedAt }: Release,
  now: Instant,
  { card, formats }: Words,
): string | null {
  if (plan.type !== 'hotfix' || plan.environment !== 'production') return null;
  if (status === 'completed') return card.hotfixTook((endedAt ?? now) - plannedAt);
  if (endedAt !== null) return null;
  const until = plannedAt + AIM_MS;
  const shown = deadline(until, now, formats);
  return now <= until ? card.hotfixAim(shown) : card.hotfixLate(shown);
}
