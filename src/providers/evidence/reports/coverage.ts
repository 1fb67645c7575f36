import lcovParser from '@friedemannsommer/lcov-parser/sync';
import { z } from 'zod';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

const Count = z.int().min(0);
const Summary = z.object({ total: z.object({ lines: z.object({ total: Count, covered: Count }) }) });

function percentOf(covered: number, lines: number): number {
  if (!(lines > 0)) throw new ReportUnreadable('the report knows no line of code');
  if (!(covered >= 0 && covered <= lines))
    throw new ReportUnreadable('the report has more lines covered than there are');
  return (100 * covered) / lines;
}

/** Percent of lines in Istanbul's `coverage-summary.json` (nyc, c8, Jest, Vitest). @throws ReportUnreadable */
export function istanbul(text: string): number {
  const { total } = shapedAs(Summary, jsonOf(text), "Istanbul's coverage-summary.json");
  return percentOf(total.lines.covered, total.lines.total);
}

/**
 * Percent of lines in an LCOV trace file. A file that several tests ran has a record of each: a line is covered when one
 * of them reached it.
 *
 * @throws ReportUnreadable
 */
export function lcov(text: string): number {
  const files = new Map<string, Map<number, boolean>>();
  let covered = 0;
  let lines = 0;
  for (const section of parsed(text)) {
    const known = files.get(section.path) ?? new Map<number, boolean>();
    files.set(section.path, known);
    for (const { line, hit } of section.lines.details) known.set(line, known.get(line) || hit > 0);
    // Sums without lines are all that some tools write.
    if (section.lines.details.length > 0) continue;
    covered += section.lines.hit;
    lines += section.lines.instrumented;
  }
  for (const known of files.values()) {
    lines += known.size;
    covered += [...known.values()].filter(Boolean).length;
  }
  return percentOf(covered, lines);
}

function parsed(text: string): ReturnType<typeof lcovParser> {
  // It skips what it does not know, so a file of another kind would be an empty one.
  if (!/^end_of_record\s*$/m.test(text)) throw new ReportUnreadable('this is not a whole LCOV file');
  try {
    return lcovParser({ from: text });
  } catch (error) {
    throw new ReportUnreadable('this is not an LCOV file', { cause: error });
  }
}
