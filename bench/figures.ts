import { cpus, loadavg, totalmem } from 'node:os';

/** One line of the table. */
export interface Figure {
  what: string;
  /** What was measured, with its unit. */
  ours: string;
  /** The same of the baseline, where there is one. */
  baseline?: string;
  /** How far we are from the baseline, as it is judged. */
  ratio?: number;
  goal?: string;
  /** Left out where there is no goal. */
  isMet?: boolean;
}

/** The value that `share` (0–1) of the sorted values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
export const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** A table in Markdown, readable as it is in a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, ours, baseline, ratio, goal, isMet }) => [
    what,
    ours,
    baseline ?? '–',
    ratio === undefined ? '–' : ratio.toFixed(2),
    goal ?? '–',
    isMet === undefined ? '–' : isMet ? 'yes' : 'NO',
  ]);
  const table = [['what', 'tminus', 'baseline', 'ratio', 'goal', 'met'], ...rows];
  const widths = table[0]?.map((_, at) => Math.max(3, ...table.map(row => row[at]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Figures without the machine they were measured on, and what else it had to do, say nothing. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()
    .map(value => value.toFixed(1))
    .join(', ');
  return `load ${load} (1, 5, 15 min, the bench included); ${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${memory} GiB, Node ${process.versions.node}, ${process.platform}`;
}
