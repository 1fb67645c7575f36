import type { GateName, Measured } from '../../../release/gate-evidence.ts';
import { type Benchmarks, benchmarks } from './benchmark.ts';
import { type Report, readReport } from './read-report.ts';
import { ReportUnreadable } from './unreadable.ts';

/** What a report says, or one sentence, without its full stop, why it says nothing. */
export type Reading =
  | { is: 'read'; gate: GateName; measured: Measured | null; benchmarks: Benchmarks | null }
  | { is: 'unreadable'; why: string };

/** Benchmarks are kept as they are, too: they are compared with those of whatever version runs when somebody looks. */
export function readPosted(report: Report): Reading {
  try {
    const timed = report.format === 'benchmark' ? benchmarks(report.text) : null;
    if (timed && report.baseline === undefined)
      return { is: 'read', gate: 'performance', measured: null, benchmarks: timed };
    const measured = readReport(report);
    return { is: 'read', gate: measured.gate, measured, benchmarks: timed };
  } catch (error) {
    if (error instanceof ReportUnreadable) return { is: 'unreadable', why: error.message };
    throw error;
  }
}
