import type { Reading } from '../../release/watching.ts';
import { MetricsUnavailable } from './port.ts';

/** One number, or why there is none. */
export type FigureRead = readonly [name: string, value: number | MetricsUnavailable];

/** Takes the one value of a figure. `what` names where it comes from: `the query`, `cpu_usage`. */
export function single(name: string, what: string, values: readonly number[]): FigureRead {
  const [value] = values;
  const none = (says: string, kind: MetricsUnavailable['kind']): FigureRead => [
    name,
    new MetricsUnavailable(`${name}: ${what} ${says}`, kind),
  ];
  if (value === undefined) return none('has no series', 'empty');
  if (values.length > 1) return none(`gives ${values.length} series where one is expected`, 'ambiguous');
  if (Number.isNaN(value)) return none('is NaN, as when nothing is divided by nothing', 'nan');
  if (!Number.isFinite(value)) return none(`is ${value}, which is no measurement`, 'nan');
  return [name, value];
}

/** The figures that were read, and a sentence for each that was not. */
export function figuresIn(all: readonly FigureRead[]): Pick<Reading, 'figures' | 'missing'> {
  const figures: Record<string, number> = {};
  const missing: Record<string, string> = {};
  for (const [name, value] of all) {
    if (typeof value === 'number') figures[name] = value;
    else missing[name] = value.message;
  }
  return { figures, ...(Object.keys(missing).length > 0 && { missing }) };
}
