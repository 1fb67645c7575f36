import type { WatchReport } from '../../release/watch-report.ts';
import { inline } from '../mrkdwn.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

/** The watch after completion in some sentences: what was seen, against what, what was found, what nobody saw. */
export function watchReport(report: WatchReport, fired: readonly string[]): string {
  const { from, until, seen, before, samples, unmeasured, restarts } = report;
  const than = <T>(value: T | null | undefined, say: (value: T) => string) =>
    value == null ? '' : `（此前 ${say(value)}）`;
  const shown = [`${formats.number(seen.requests)} 个请求`];
  if (seen.errorPercent !== null)
    shown.push(`错误率 ${formats.percent(seen.errorPercent)}${than(before?.errorPercent, formats.percent)}`);
  if (seen.p95 !== null) shown.push(`P95 ${formats.latency(seen.p95)}${than(before?.p95, formats.latency)}`);
  const sentences = [`完成后监控了 ${formats.duration(until - from)}：${shown.join('，')}。`];
  if (seen.requests > 0 && before === null) sentences.push('此前版本没有与它并行运行过，因此无从比较。');
  sentences.push(
    fired.length === 0
      ? '没有触发任何规则。'
      : `触发过：${formats.and(fired.slice(0, 10).map(name => `“${inline(written(name), 120)}”`))}。`,
  );
  if (samples === 0 || seen.requests === 0) sentences.push('这不能证明任何事情：什么都没有观察到。');
  else if (unmeasured > 0)
    sentences.push(`${formats.percent((100 * unmeasured) / samples)} 的读数没有取到。`);
  if (restarts > 0) sentences.push(`有 ${formats.number(restarts)} 个进程重新启动过。`);
  return sentences.join('');
}
