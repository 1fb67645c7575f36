import { z } from 'zod';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

/** What was timed, by name; the less the better. */
export type Benchmarks = Readonly<Record<string, number>>;

/** More would make an event of evidence too long to keep. */
const MOST = 200;

/** https://github.com/benchmark-action/github-action-benchmark#examples, `customSmallerIsBetter` */
const Report = z
  .array(z.object({ name: z.string().min(1).max(200), unit: z.string(), value: z.number().positive() }))
  .min(1)
  .max(MOST);

/** @throws ReportUnreadable */
export function benchmarks(text: string): Benchmarks {
  const report = shapedAs(Report, jsonOf(text), 'a list of benchmarks with name, unit and value above 0');
  const values = new Map(report.map(({ name, unit, value }) => [`${name} (${unit})`, value]));
  if (values.size < report.length) throw new ReportUnreadable('two benchmarks have the same name');
  return Object.fromEntries(values);
}

/**
 * By how many percent the benchmark that suffered most is slower than before; below 0 when every one is faster.
 *
 * @throws ReportUnreadable when they have none in common
 */
export function regressionPercent(now: Benchmarks, before: Benchmarks): number {
  const changes = Object.entries(now).flatMap(([name, value]) => {
    const was = Object.hasOwn(before, name) ? before[name] : undefined;
    return was === undefined ? [] : [(value / was - 1) * 100];
  });
  if (changes.length === 0)
    throw new ReportUnreadable('no benchmark has the name of one of the running version');
  return Math.max(...changes);
}
