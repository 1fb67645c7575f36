import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch } from '../../../processes/launch.ts';
import { filesOf } from '../../../processes/operation-files.ts';
import { type Ending, recordsOf } from '../../../processes/operation-records.ts';
import { MOST_REPORT_BYTES } from '../reports/read-report.ts';
import type { EvidenceCommand } from './order.ts';
import { NoReport, removeReport, reportIn, textOf } from './report-of.ts';

export interface Surroundings {
  /** Where operations are filed. */
  folder: string;
  checkout: string;
  /** All that the command finds in its environment. */
  variables: Record<string, string>;
  /** Fires when the gathering is cancelled. */
  signal: AbortSignal;
}

const BEGINS_WITHIN_MS = 10_000;
const GRACE_MS = 5_000;
const OUTPUT_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 100;
/** What most tools mean by 1: they found something. */
const USUAL_CODES = [0, 1];

const clockMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** How a command ended and what it reported; only preparing ones and those judged by their exit code report nothing. */
export interface Ran {
  code: number;
  /** Null where nothing is read. */
  report: string | null;
}

/** @throws NoReport when it broke, was cancelled, or wrote nothing that can be read */
export async function runCommand(id: string, command: EvidenceCommand, around: Surroundings): Promise<Ran> {
  const { folder, checkout, variables, signal } = around;
  const { run, report, timeoutMs, format, exitCodes = USUAL_CODES } = command;
  const own = filesOf(folder, id).folder;
  const printed = join(own, 'report');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  if (report !== undefined) await removeReport(checkout, report);
  const order = {
    ...{ folder, id, argv: run, cwd: checkout, timeoutMs },
    ...{ lane: 'evidence', fence: 0, claimBeforeMs: clockMs() + BEGINS_WITHIN_MS },
    ...{ graceMs: GRACE_MS, outputBytes: OUTPUT_BYTES },
    stdout: { path: printed, maxBytes: MOST_REPORT_BYTES + 1 },
  };
  const verdict = await launch(order, variables, signal);
  if (verdict !== 'begun') throw new NoReport(`it did not begin (${verdict})`);
  const ending = await endOf(id, around);
  const code = codeOf(ending, command);
  const isBroken = format === undefined ? code !== 0 : !exitCodes.includes(code);
  if (isBroken) throw new NoReport(`it ended with exit code ${code}${lastLine(ending)}`);
  if (format === undefined || format === 'exit-code') return { code, report: null };
  const text =
    report === undefined ? await textOf(printed, 'what it printed') : await reportIn(checkout, report);
  return { code, report: text };
}

const lastLine = ({ tail }: Ending): string => {
  const line = tail.trimEnd().split('\n').at(-1)?.trim().slice(0, 150);
  return line ? `: ${line}` : '';
};

/** A command that is cancelled ends, so this ends too. */
async function endOf(id: string, { folder, signal }: Surroundings): Promise<Ending> {
  for (;;) {
    const records = await recordsOf(folder, id);
    if (records.is === 'ended') return records.ending;
    if (records.is !== 'running') throw new NoReport('its process is gone and nothing tells how it ended');
    if (signal.aborted) cancelRecorded(records);
    await pause(LOOK_EVERY_MS);
  }
}

/** Asks a command that runs to end; its runner keeps the grace. */
export function cancelRecorded(records: Awaited<ReturnType<typeof recordsOf>>): void {
  if (records.is !== 'running') return;
  const { runner, command } = records;
  try {
    if (runner) process.kill(runner.pid, 'SIGTERM');
    else if (command) process.kill(-command.pid, 'SIGKILL');
  } catch {
    // Ended by itself in the meantime.
  }
}

function codeOf({ code, signal, problem, wasCancelled }: Ending, { run }: EvidenceCommand): number {
  if (problem !== null) throw new NoReport(problem);
  if (wasCancelled) throw new NoReport('it was cancelled');
  if (code === null) throw new NoReport(`${run[0]} was ended by ${signal}`);
  return code;
}
