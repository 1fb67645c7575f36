import type { Measure } from '../../release/course.ts';
import type { Version } from '../../release/terms.ts';
import { formats } from './terms.ts';

const tooLong = (seconds: number) => formats.latency(seconds);

/** Texts in a chart: plain, short, and each says its unit. */
export const chart = {
  /** `unit`: of latencies. */
  title: (measure: Measure, unit: 's' | 'ms' = 's'): string => {
    switch (measure.kind) {
      case 'failed':
        return 'Failed requests (%)';
      case 'slow':
        return `Answers slower than ${tooLong(measure.seconds)} (%)`;
      case 'latency':
        return `P${formats.number(100 * measure.quantile)} latency (${unit === 'ms' ? 'milliseconds' : 'seconds'})`;
      case 'figure':
        return measure.name;
    }
  },
  axis: (measure: Measure, unit: 's' | 'ms' = 's'): string => {
    switch (measure.kind) {
      case 'failed':
        return '% of requests';
      case 'slow':
        return '% of answers';
      case 'latency':
        return unit === 'ms' ? 'milliseconds' : 'seconds';
      case 'figure':
        return measure.name;
    }
  },
  time: 'minutes:seconds since first traffic',
  canary: (version: Version) => `new ${version}`,
  baseline: (version: Version) => `stable ${version}`,
  limit: (value: number, measure: Measure) =>
    `limit ${measure.kind === 'failed' || measure.kind === 'slow' ? formats.percent(value) : measure.kind === 'latency' ? formats.latency(value) : formats.number(value)}`,
  phase: (percent: number) => formats.percent(percent),
  verdict: 'verdict',
  /** What somebody who cannot see it is told: the ends of the lines and the highest points. */
  described: (
    title: string,
    lines: readonly { name: string; last: string; highest: string }[],
    limit: string | null,
  ) =>
    `${title}. ${lines.map(({ name, last, highest }) => `${name}: ${last} at the end, ${highest} at most`).join('; ')}${limit ? `; ${limit}` : ''}.`,
  value: (value: number, measure: Measure) =>
    measure.kind === 'failed' || measure.kind === 'slow'
      ? formats.percent(value)
      : measure.kind === 'latency'
        ? formats.latency(value)
        : formats.number(value),
};
