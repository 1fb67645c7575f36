import { parseArgs } from 'node:util';
import type { CanaryOptions } from './canary-world.ts';

const ERRORS = [30, 10, 5, 1];

export interface BenchOptions extends CanaryOptions {
  cells: { percent: number; errorPercent: number }[];
  cleanMs: number;
  patienceMs: number;
}

/** `--cells 5x30,25x10` picks shares and errors; `--rate`, `--baseline`, `--metrics haproxy` and `--every 2s` vary the rest. */
export function readOptions(args: string[], percentages: readonly number[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      cells: { type: 'string' },
      rate: { type: 'string', default: '300' },
      baseline: { type: 'string', default: '0.2' },
      metrics: { type: 'string', default: 'prometheus' },
      every: { type: 'string', default: '1s' },
      patience: { type: 'string', default: '90' },
    },
  });
  const all = percentages.flatMap(percent => ERRORS.map(errorPercent => ({ percent, errorPercent })));
  const cells = values.cells?.split(',').map(text => {
    const [percent, errorPercent] = text.split('x').map(Number);
    if (!percent || !errorPercent || !percentages.includes(percent))
      throw new Error(`${text} is no cell; write 25x10 for 25 % of the traffic and 10 % errors`);
    return { percent, errorPercent };
  });
  if (values.metrics !== 'prometheus' && values.metrics !== 'haproxy')
    throw new Error(`${values.metrics} is neither prometheus nor haproxy`);
  return {
    cells: cells ?? all,
    perSecond: Math.min(400, Number(values.rate)),
    baselinePercent: Number(values.baseline),
    metrics: values.metrics,
    every: values.every,
    cleanMs: 8_000,
    patienceMs: Number(values.patience) * 1000,
  };
}
