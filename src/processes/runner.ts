/*
 * A process of its own that carries out one command and files how it ended, so that the command outlives
 * the process that asked for it. Started by launch.ts with an order as its only argument.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Order, Verdict } from './launch.ts';
import { file, fileOnce, filesOf, isSuperseded } from './operation-files.ts';
import type { Claim, Ending, Process } from './operation-records.ts';
import { machineIdentity, processStart } from './process-identity.ts';

const TAIL_BYTES = 2_000;
/** A background process left behind may hold the output open long after the command has ended. */
const OUTPUT_LINGERS_MS = 300;
const NOT_RUN = { code: null, signal: null, wasCancelled: false, tail: '' };

const order: Order = JSON.parse(process.argv[2] ?? '');
const files = filesOf(order.folder, order.id);
const clockMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

let command: ChildProcess | null = null;
let wasCancelled = false;
/** Until when a cancelled group is waited for; a killed process nobody reaps would look alive for ever. */
let waitUntilMs = 0;

const answer = (verdict: Verdict): void => {
  // Whoever asked may be dead by now, which must not concern us.
  process.send?.(verdict, undefined, undefined, () => {
    if (process.connected) process.disconnect();
  });
};

const signalGroup = (signal: NodeJS.Signals | 0): boolean => {
  if (!command?.pid) return false;
  try {
    process.kill(-command.pid, signal);
    return true;
  } catch {
    return false;
  }
};

const cancel = (): void => {
  if (wasCancelled) return;
  wasCancelled = true;
  waitUntilMs = clockMs() + order.graceMs + 200;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), order.graceMs);
};

/** Keeps what is added up to a limit. */
const keeper = (path: string, maxBytes: number, whenFull: () => void) => {
  const output = openSync(path, 'a', 0o600);
  let room = maxBytes;
  const keep = (chunk: Buffer): void => {
    try {
      writeSync(output, chunk);
    } catch {
      // A full disk costs the record of the output, not the deploy.
    }
  };
  return {
    keep,
    add(chunk: Buffer): void {
      if (room <= 0) return;
      keep(chunk.subarray(0, room));
      room -= chunk.length;
      if (room <= 0) whenFull();
    },
    close: () => closeSync(output),
  };
};

/** Keeps the output up to the limit, and the tail of all of it. */
const recorder = (path: string) => {
  const output = keeper(path, order.outputBytes, () =>
    output.keep(Buffer.from(`\n[only the first ${order.outputBytes} bytes are kept]\n`)),
  );
  let tail = Buffer.alloc(0);
  return {
    add(chunk: Buffer): void {
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
      output.add(chunk);
    },
    close(): string {
      output.close();
      return tail.toString('utf8').trim();
    },
  };
};

const carryOut = (): void => {
  const [program = '', ...args] = order.argv;
  const record = recorder(files.output);
  const { stdout, timeoutMs } = order;
  // Nothing marks where it was cut: whoever reads it sees that it is as long as it may be.
  const printed = stdout && keeper(stdout.path, stdout.maxBytes, () => {});
  let problem: string | null = null;
  let ended = false;
  const end = (how: Pick<Ending, 'code' | 'signal' | 'problem'>): void => {
    if (ended) return;
    // Cancelled means the whole group: its last members have until the grace is over, then they are killed.
    if (wasCancelled && signalGroup(0) && clockMs() < waitUntilMs) {
      setTimeout(end, 20, how);
      return;
    }
    ended = true;
    printed?.close();
    file(files.ending, {
      ...how,
      problem: how.problem ?? problem,
      wasCancelled,
      tail: record.close(),
      endedAt: Date.now(),
    } satisfies Ending);
    process.exit(0);
  };

  const started = spawn(program, args, {
    cwd: order.cwd,
    // A group of its own, so that cancelling reaches everything the command started, and not us.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  command = started;
  if (printed) started.stdout.on('data', printed.add);
  started.stdout.on('data', record.add);
  started.stderr.on('data', record.add);
  started.once('error', error => {
    const code = 'code' in error ? error.code : error.message;
    end({ code: null, signal: null, problem: `${program} could not be run (${code})` });
  });
  started.once('exit', (code, signal) => {
    const how = { code, signal, problem: null };
    started.once('close', () => end(how));
    setTimeout(end, OUTPUT_LINGERS_MS, how);
  });
  if (timeoutMs !== undefined)
    setTimeout(() => {
      problem = `${program} had not ended after ${Math.round(timeoutMs / 1000)} s`;
      cancel();
    }, timeoutMs);
  const start = started.pid ? processStart(started.pid) : null;
  if (started.pid && start) file(files.command, { pid: started.pid, start } satisfies Process);
};

const begin = (): Verdict => {
  // Nobody may find the operation absent and then see it begin.
  if (clockMs() > order.claimBeforeMs) return 'late';
  if (isSuperseded(order.folder, order.lane, order.fence)) return 'superseded';
  const claim: Claim = {
    machine: machineIdentity(),
    runner: { pid: process.pid, start: processStart(process.pid) ?? '' },
    claimedAt: Date.now(),
  };
  if (!fileOnce(files.claim, claim)) return 'known';
  // A higher fence may have come in between; from here on its owner would see us and cancel.
  if (isSuperseded(order.folder, order.lane, order.fence)) {
    const problem = 'a later decision had already been carried out';
    file(files.ending, { ...NOT_RUN, problem, endedAt: Date.now() } satisfies Ending);
    return 'superseded';
  }
  carryOut();
  return 'begun';
};

// Before the claim: whoever reads the claim may send the signal at once.
process.on('SIGTERM', cancel);
process.on('SIGHUP', () => {});
answer(begin());
