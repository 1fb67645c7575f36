import { ms } from '../figures.ts';
import type { CellResult } from './canary-cell.ts';

export const AWAY_WITHIN_MS = 100;

/** The goals of every cell. */
export const isGood = ({ isSameTick, awayMs, lost, badAfter100Ms }: CellResult): boolean =>
  isSameTick && awayMs <= AWAY_WITHIN_MS && lost === 0 && badAfter100Ms === 0;

const HEAD = [
  'cell',
  'injection to decision',
  'tick to decision',
  'first tick that rejects',
  'decision to rollback in hand',
  'decision to weight 0',
  'longest stall meanwhile',
  'sent',
  'lost',
  'on the bad version',
  'after the decision',
  '100 ms later',
  'after weight 0',
  'because',
];

export function tableOfCells(results: readonly (readonly [string, CellResult | null])[]): string {
  const rows = results.map(([name, result]) => {
    if (!result) return [name, 'not in time', ...HEAD.slice(2).map(() => '–')];
    return [
      name,
      `${(result.decisionMs / 1000).toFixed(1)} s`,
      ms(result.tickMs),
      result.isSameTick ? 'yes' : 'NO',
      ms(result.begunMs),
      `${ms(result.awayMs)}${result.awayMs > AWAY_WITHIN_MS ? ' (!)' : ''}`,
      ms(result.stallMs),
      ...[
        result.sent,
        result.lost,
        result.badInAll,
        result.badAfterDecision,
        result.badAfter100Ms,
        result.badAfterAway,
      ].map(String),
      result.why,
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}
