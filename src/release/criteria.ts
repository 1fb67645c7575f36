import { errorPercent, quantile } from './counting.ts';
import { countsIn, requestsPerSecond, valuesOf } from './seen.ts';
import type { Sample } from './watching.ts';

/** What a criterion looks at. Latency in seconds, rates in percent, throughput of both versions in requests per second. */
export type Measure =
  | { kind: 'error-rate' }
  | { kind: 'latency'; quantile: number }
  | { kind: 'throughput' }
  | { kind: 'figure'; figure: string };

/** Something a phase must show to pass, or that must hold before the start (R-WATCH-4). */
export interface Criterion {
  /** `phase`: every phase; `first-phase`: the first one; `start`: before anything is deployed. */
  when: 'phase' | 'first-phase' | 'start';
  measure: Measure;
  /** The limit itself is good enough for `at-least`, and too much for `below`. */
  is: 'below' | 'at-least';
  limit: number;
}

/** A criterion that was not met, with the value seen in its unit. */
export interface Missed extends Pick<Criterion, 'measure' | 'is' | 'limit'> {
  seen: number;
}

/** The criteria of one occasion. The first phase has those of every phase too, unless it measures the same itself. */
export function criteriaFor(when: Criterion['when'], criteria: readonly Criterion[] = []): Criterion[] {
  const own = criteria.filter(criterion => criterion.when === when);
  if (when !== 'first-phase') return own;
  const isOwn = ({ measure }: Criterion) => own.some(one => isSame(one.measure, measure));
  return [...criteria.filter(one => one.when === 'phase' && !isOwn(one)), ...own];
}

function isSame(a: Measure, b: Measure): boolean {
  if (a.kind === 'latency') return b.kind === 'latency' && a.quantile === b.quantile;
  if (a.kind === 'figure') return b.kind === 'figure' && a.figure === b.figure;
  return a.kind === b.kind;
}

/**
 * What of the criteria was not met. Latency and error rate over all requests of the new version, a figure by its mean:
 * a spike is for the triggers. `unmeasured` are those nothing is known of.
 */
export function missedIn(
  criteria: readonly Criterion[],
  samples: readonly Sample[],
): { missed: Missed[]; unmeasured: Measure[] } {
  const seen = criteria.map(criterion => ({ ...criterion, seen: seenOf(criterion.measure, samples) }));
  return {
    missed: seen.flatMap(({ measure, is, limit, seen: value }) =>
      value === null || (is === 'below' ? value < limit : value >= limit)
        ? []
        : [{ measure, is, limit, seen: value }],
    ),
    unmeasured: seen.flatMap(({ measure, seen: value }) => (value === null ? [measure] : [])),
  };
}

function seenOf(measure: Measure, samples: readonly Sample[]): number | null {
  switch (measure.kind) {
    case 'error-rate':
      return errorPercent(countsIn(samples).canary);
    case 'latency':
      return quantile(countsIn(samples).canary, measure.quantile);
    case 'throughput':
      return requestsPerSecond(samples);
    case 'figure': {
      const values = valuesOf(measure.figure, samples);
      return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
    }
  }
}
