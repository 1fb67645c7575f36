import { errorPercent, quantile } from './counting.ts';
import type { SavedBaseline } from './saved-baseline.ts';
import { countsIn, restartsIn } from './seen.ts';
import type { Instant } from './terms.ts';
import type { Counts, Sample } from './watching.ts';

/** What one version showed. Latency in seconds; null where nothing was measured. */
interface Shown {
  requests: number;
  errorPercent: number | null;
  p95: number | null;
}

/** What the watch after completion came to (R-WATCH-9). */
export interface WatchReport {
  from: Instant;
  until: Instant;
  seen: Shown;
  /** What the version before showed while it ran beside; null where that was never measured. */
  before: Shown | null;
  samples: number;
  /** Of them, those that could not be taken. */
  unmeasured: number;
  restarts: number;
}

export function reportOf(
  samples: readonly Sample[],
  { from, until }: { from: Instant; until: Instant },
  saved: SavedBaseline | null,
): WatchReport {
  const ofWatch = samples.filter(({ at }) => at > from && at <= until);
  return {
    from,
    until,
    seen: shownBy(countsIn(ofWatch).canary),
    before: saved && shownBy(saved.counts),
    samples: ofWatch.length,
    unmeasured: ofWatch.filter(({ measurement }) => measurement === null).length,
    restarts: restartsIn(ofWatch).restarts,
  };
}

const shownBy = (counts: Counts): Shown => ({
  requests: counts.requests,
  errorPercent: errorPercent(counts),
  p95: quantile(counts, 0.95),
});
