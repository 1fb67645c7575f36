/*
 * A process of its own that measures one commit: checks it out, runs the commands one after the other, reads what they
 * report and removes the checkout. It outlives the tminus that asked for it. Its only argument names the file with its
 * order, which it removes at once: the credentials in it are nobody else's business.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '../../release/gate-evidence.ts';
import { CannotCheckOut, checkOut } from './checkout/check-out.ts';
import { type EvidenceCommand, fileResults, Order, placesOf, type Result } from './checkout/order.ts';
import { NoReport } from './checkout/report-of.ts';
import { type Ran, runCommand } from './checkout/run-command.ts';
import { GATES_OF_FORMAT } from './formats.ts';
import { checked, readReport } from './reports/read-report.ts';
import { ReportUnreadable } from './reports/unreadable.ts';

const path = process.argv[2] ?? '';
const order = Order.parse(JSON.parse(readFileSync(path, 'utf8')));
rmSync(path);
const { id, folder, url, authorization, commands, variables } = order;
const { work } = placesOf(folder, id);
const home = join(work, 'home');
const cancelled = new AbortController();
process.on('SIGTERM', () => cancelled.abort());

const isKnown = (error: unknown): error is Error =>
  error instanceof NoReport || error instanceof ReportUnreadable || error instanceof CannotCheckOut;

/** One sentence of what is known to go wrong; anything else is a mistake of ours and ends the process. */
const troubleOf = (error: unknown): string => {
  if (isKnown(error)) return error.message;
  if (error instanceof Error && error.name === 'NotSeenToBegin') return error.message;
  throw error;
};

interface Course {
  name: string;
  commit: string;
  commands: readonly EvidenceCommand[];
}

type Outcome = { ran: Ran; at: number } | { trouble: string; at: number };

/** Runs commands on one commit; told of each that measures something. What follows a preparation that failed is not run. */
async function runOn(
  { name, commit, commands: those }: Course,
  tell: (command: EvidenceCommand, outcome: Outcome) => void,
): Promise<void> {
  const checkout = join(work, name);
  let broken: string | null = null;
  try {
    await checkOut({ url, authorization, commit, folder: checkout, path: variables.PATH, home });
  } catch (error) {
    broken = troubleOf(error);
  }
  const around = {
    folder,
    checkout,
    // A home without anybody's credentials.
    variables: { CI: 'true', HOME: home, TMPDIR: join(work, 'temporary'), ...variables },
    signal: cancelled.signal,
  };
  for (const [at, command] of those.entries()) {
    if (cancelled.signal.aborted) broken ??= 'it was cancelled';
    if (broken !== null) {
      tell(command, { trouble: broken, at: Date.now() });
      continue;
    }
    try {
      const ran = await runCommand(`${id}.${name}.${at + 1}`, command, around);
      tell(command, { ran, at: Date.now() });
    } catch (error) {
      const trouble = troubleOf(error);
      if (command.format === undefined) broken = `${command.name}: ${trouble}`;
      tell(command, { trouble, at: Date.now() });
    }
  }
  rmSync(checkout, { recursive: true, force: true });
}

function measuredBy(command: EvidenceCommand, { code, report }: Ran, baseline?: string): Measured {
  const { name, format, gate } = command;
  if (format !== undefined && format !== 'exit-code')
    return readReport({ format, gate, text: report ?? '', baseline });
  const isRight = code === 0;
  const about = gate ?? GATES_OF_FORMAT['exit-code'][0];
  return checked(about, { run: 1, passed: isRight ? 1 : 0, failed: isRight ? [] : [name] });
}

async function main(): Promise<void> {
  mkdirSync(join(work, 'temporary'), { recursive: true, mode: 0o700 });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const results: Result[] = [];
  const keep = (result: Result): void => {
    results.push(result);
    fileResults(folder, id, results);
  };
  const judge = (command: EvidenceCommand, ran: Ran, at: number, baseline?: string): void => {
    try {
      keep({ name: command.name, at, measured: measuredBy(command, ran, baseline) });
    } catch (error) {
      keep({ name: command.name, at, trouble: troubleOf(error) });
    }
  };
  const benchmarks = commands.filter(({ format }) => format === 'benchmark');
  const ranNow = new Map<string, Ran>();

  await runOn({ name: 'commit', commit: order.commit, commands }, (command, outcome) => {
    if ('trouble' in outcome) {
      if (command.format !== undefined)
        keep({ name: command.name, at: outcome.at, trouble: outcome.trouble });
    } else if (command.format === 'benchmark') ranNow.set(command.name, outcome.ran);
    else if (command.format !== undefined) judge(command, outcome.ran, outcome.at);
  });

  const { before } = order;
  if (benchmarks.length > 0 && 'commit' in before) {
    // On the same machine a moment later: anything else would compare machines.
    const those = commands.filter(({ format }) => format === undefined || format === 'benchmark');
    await runOn({ name: 'before', commit: before.commit, commands: those }, (command, outcome) => {
      if (command.format !== 'benchmark') return;
      const ran = ranNow.get(command.name);
      if (!ran) return;
      const { at } = outcome;
      if ('trouble' in outcome)
        keep({ name: command.name, at, trouble: `on the running version ${outcome.trouble}` });
      else judge(command, ran, at, outcome.ran.report ?? undefined);
    });
  } else if ('why' in before) {
    for (const name of ranNow.keys()) keep({ name, at: Date.now(), trouble: before.why });
  }
}

try {
  await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
