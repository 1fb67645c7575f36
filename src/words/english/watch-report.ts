import type { WatchReport } from '../../release/watch-report.ts';
import { inline } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** The watch after completion in some sentences: what was seen, against what, what was found, what nobody saw. */
export function watchReport(report: WatchReport, fired: readonly string[]): string {
  const { from, until, seen, before, samples, unmeasured, restarts } = report;
  const than = <T>(value: T | null | undefined, say: (value: T) => string) =>
    value == null ? '' : ` (before it ${say(value)})`;
  const shown = [formats.count(seen.requests, { one: 'request', other: 'requests' })];
  if (seen.errorPercent !== null)
    shown.push(`errors ${formats.percent(seen.errorPercent)}${than(before?.errorPercent, formats.percent)}`);
  if (seen.p95 !== null) shown.push(`P95 ${formats.latency(seen.p95)}${than(before?.p95, formats.latency)}`);
  const sentences = [`Watched for ${formats.duration(until - from)} after completion: ${shown.join(', ')}.`];
  if (seen.requests > 0 && before === null)
    sentences.push('The version before never ran beside it, so there is nothing to compare with.');
  sentences.push(
    fired.length === 0
      ? 'No trigger fired.'
      : `Fired: ${formats.and(fired.slice(0, 10).map(name => `“${inline(name, 120)}”`))}.`,
  );
  if (samples === 0 || seen.requests === 0) sentences.push('That is no proof of anything: nothing was seen.');
  else if (unmeasured > 0)
    sentences.push(`${formats.percent((100 * unmeasured) / samples)} of the readings could not be taken.`);
  if (restarts > 0)
    sentences.push(`${formats.count(restarts, { one: 'process', other: 'processes' })} of it began again.`);
  return sentences.join(' ');
}
