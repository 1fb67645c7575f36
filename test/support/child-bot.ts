import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ChildBundle } from './child-bundle.ts';
import type { Announcement, Cue, Met } from './cue.ts';

/** tminus as a process of its own. */
export interface ChildBot {
  readonly pid: number;
  /** Every event type it committed, oldest first. */
  readonly recorded: string[];
  /** The operations it told the deploy target to begin, oldest first. */
  readonly started: string[];
  /** Where it met its cue; null before. */
  readonly met: Met | null;
  readonly isAlive: boolean;
  /** Everything it printed but the announcements. */
  readonly said: string;
  /** When it said that it is ready, in ms after it was started; null before. */
  readonly readyAfterMs: number | null;
  /** Resolves when it is ready, rejects when it ended instead. */
  ready(): Promise<void>;
  exited: Promise<void>;
  /** Reads the embedded database of the process. */
  ask<Row>(sql: string): Promise<Row[]>;
  signal(name: NodeJS.Signals): void;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

export function startChild(
  { main, cue: preload }: ChildBundle,
  settings: Record<string, string>,
  cue: Cue | null = null,
  nodeFlags: readonly string[] = [],
): ChildBot {
  const begunAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...nodeFlags, '--import', preload, main], {
    env: { PATH: process.env.PATH ?? '', ...settings, DIE_ON_CUE: JSON.stringify(cue) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const recorded: string[] = [];
  const started: string[] = [];
  let met: Met | null = null;
  let said = '';
  let readyAfterMs: number | null = null;
  let isReady = () => {};
  const ready = new Promise<void>(resolve => {
    isReady = resolve;
  });
  const hear = (line: string) => {
    const told = announcementIn(line);
    if (!told) said += `${line}\n`;
    else if ('met' in told) met = told;
    else if ('starts' in told) started.push(told.starts);
    else recorded.push(...told.recorded);
    if (!line.startsWith('tminus is ready')) return;
    readyAfterMs = performance.now() - begunAt;
    isReady();
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', hear);
  }
  // `close`: everything it printed was heard.
  const exited = once(child, 'close').then(() => {});
  let asked = 0;
  const ask = <Row>(sql: string): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      const hearAnswer = (answer: Answer<Row>) => {
        if (answer.id !== id) return;
        child.off('message', hearAnswer);
        if ('rows' in answer) resolve(answer.rows);
        else reject(new Error(answer.error));
      };
      child.on('message', hearAnswer);
      void exited.then(() => reject(new Error('the process ended before it answered')));
      if (child.connected) child.send({ id, sql }, error => error && reject(error));
      else reject(new Error('the process has ended'));
    });
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  const end = async (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) signal(name);
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    recorded,
    started,
    get met() {
      return met;
    },
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    get said() {
      return said;
    },
    get readyAfterMs() {
      return readyAfterMs;
    },
    ready: () =>
      Promise.race([
        ready,
        exited.then(() => {
          if (readyAfterMs === null) throw new Error(`the process ended before it was ready:\n${said}`);
        }),
      ]),
    exited,
    ask,
    signal,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

type Answer<Row> = { id: number } & ({ rows: Row[] } | { error: string });

function announcementIn(line: string): Announcement | null {
  if (!/^\{"(recorded|met|starts)":/.test(line)) return null;
  return JSON.parse(line) as Announcement;
}
