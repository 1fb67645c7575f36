import type { Release } from './state.ts';
import type { Instant } from './terms.ts';
import type { Finding } from './watching.ts';

/** When each trigger last held, by its name. JSON, and kept with the counters. */
export type LastHeld = Readonly<Record<string, Instant>>;

/** What did not hold for so long was over; less than that is one thing that flickers. */
export const OVER_AFTER_MS = 30 * 60_000;

/**
 * The triggers whose having fired still says all there is to say. In a phase each is told once, because the phase ends with a
 * verdict. The watch after completion takes a day or more: what was over and comes back is news, and somebody has to get up
 * for it again.
 */
export function stillTold({ status, watch }: Pick<Release, 'status' | 'watch'>, held: LastHeld, at: Instant) {
  if (status !== 'completed') return watch.fired;
  return watch.fired.filter(name => at - (held[name] ?? at) < OVER_AFTER_MS);
}

/** Marks those that come back. */
export function markedAgain(finding: Finding, { watch }: Pick<Release, 'watch'>, held: LastHeld): Finding {
  const again = watch.fired.includes(finding.trigger) ? held[finding.trigger] : undefined;
  return again === undefined ? finding : { ...finding, again };
}

export const heldAt = (before: LastHeld, findings: readonly Finding[], at: Instant): LastHeld => ({
  ...before,
  ...Object.fromEntries(findings.map(({ trigger }) => [trigger, at])),
});
