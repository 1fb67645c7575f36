import type { Condition } from '../release/watching.ts';
import { spellDuration } from './duration.ts';

const percentile = (quantile: number): string => `P${Number((100 * quantile).toFixed(2))}`;

/** What people read of a trigger that was given no name: `error rate above 10% over 10 min`. */
export function nameOfTrigger(condition: Condition, windowMs: number, heldMs: number | undefined): string {
  const held = heldMs === undefined ? '' : ` for ${spellDuration(heldMs)}`;
  return `${whatOf(condition)} over ${spellDuration(windowMs)}${held}`;
}

function whatOf(condition: Condition): string {
  switch (condition.kind) {
    case 'error-rate':
      return `error rate above ${condition.percent}%`;
    case 'latency':
      return `${percentile(condition.quantile)} above ${spellDuration(condition.seconds * 1000)}`;
    case 'latency-ratio':
      return `${percentile(condition.quantile)} above ${condition.times} × the running version`;
    case 'health':
      return `${condition.failures} failed health checks${condition.critical === false ? ' that are not critical' : ''}`;
    case 'restarts':
      return condition.times === 1
        ? 'a process of the new version began again'
        : `processes of the new version began again ${condition.times} times`;
    case 'throughput':
      return `throughput below ${condition.percent}% of its share`;
    case 'figure':
      return `${condition.figure.replaceAll('_', ' ')} ${condition.is} ${condition.limit}`;
  }
}
