import { setTimeout as sleep } from 'node:timers/promises';
import { forgetOld } from '../../processes/forget-old.ts';
import { launch, NotSeenToBegin } from '../../processes/launch.ts';
import { type Ending, outputOf, recordsOf } from '../../processes/operation-records.ts';
import type { Environment } from '../../release/terms.ts';
import { type DeployTarget, type Operation, OperationRefused, TargetUnavailable } from './port.ts';
import { commandOutput, parseRunning } from './shell-read.ts';

/** Each is a program and its arguments; no shell comes in between, so nothing is expanded or split. */
export interface ShellCommands {
  install: readonly string[];
  /** Only where traffic can be divided. */
  shift?: readonly string[];
  restore: readonly string[];
  /** Prints the running version, or `{"version": "1.4.0", "shares": {"1.4.0": 75, "1.3.0": 25}}`. */
  read: readonly string[];
}

export interface ShellTargetOptions {
  /** Where operations are filed. It must outlive tminus, and belong to this host alone. */
  folder: string;
  /** Those that are left out are refused; a target that only runs actions has none. */
  commands: Partial<ShellCommands>;
  /** Actions of the organisation's own, by name. */
  actions?: Readonly<Record<string, readonly string[]>>;
  service: string;
  environment: Environment;
  /** Environment variables of the commands, such as PATH; nothing else is handed down. */
  variables: Record<string, string>;
  /** Where the commands run; the working directory of tminus by default. */
  cwd?: string;
  granularityPercent?: number;
  /** Between asking a cancelled command to end and killing it; 10 s by default. */
  graceMs?: number;
  /** How much output is kept of one operation; 1 MiB by default. */
  outputBytes?: number;
}

export const VISIBLE_AFTER_MS = 10_000;

const releaseOf = (operation: Operation): string =>
  operation.id.split('.').slice(0, -2).join('.') || operation.id;

const variablesOf = (operation: Operation): Record<string, string> => ({
  TMINUS_RELEASE: releaseOf(operation),
  TMINUS_OPERATION: operation.id,
  TMINUS_SERVICE: operation.service,
  TMINUS_ENVIRONMENT: operation.environment,
  TMINUS_VERSION: operation.version,
  TMINUS_AGAINST: operation.against ?? '',
  TMINUS_PERCENT: String(operation.percent),
  TMINUS_FENCE: String(operation.fence),
  ...(operation.action === undefined ? {} : { TMINUS_ACTION: operation.action }),
  ...Object.fromEntries(
    Object.entries(operation.with ?? {}).map(([name, value]) => [`TMINUS_${snakeCase(name)}`, value]),
  ),
});

/** `keepDays` → `KEEP_DAYS`. */
const snakeCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

const whyFailed = ({ problem, wasCancelled, code, signal, tail }: Ending): string => {
  if (problem) return problem;
  const how = signal ? `ended by ${signal}` : `exit code ${code}`;
  const lines = tail.split('\n').slice(-10).join('\n').slice(-1_000);
  return `${wasCancelled ? `cancelled (${how})` : how}${lines ? `: ${lines}` : ''}`;
};

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';

const send = (signal: NodeJS.Signals, pid: number): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Ended by itself in the meantime.
  }
};

/**
 * Carries releases out with commands on this machine. Each operation runs under a small process of its
 * own that files how it ended, so it outlives a crash or restart of tminus. It does not outlive whatever
 * ends every process of a service: under systemd set `KillMode=process`, and in a container an operation
 * that was running when the container stopped is unknown afterwards.
 */
export const shellTarget = (options: ShellTargetOptions): DeployTarget => {
  const { folder, commands, actions = {}, service, environment, variables, cwd = process.cwd() } = options;
  const { granularityPercent = 1, graceMs = 10_000, outputBytes = 1024 * 1024 } = options;
  const shift = commands.shift !== undefined;
  const run = Object.keys(actions).length > 0;
  const argvOf = ({ kind, action = '' }: Operation): readonly string[] | undefined => {
    if (kind !== 'run') return commands[kind];
    return Object.hasOwn(actions, action) ? actions[action] : undefined;
  };

  return {
    can: { shift, granularityPercent: shift ? granularityPercent : 100, run },
    visibleAfterMs: VISIBLE_AFTER_MS,

    async start(operation, signal) {
      const argv = argvOf(operation);
      if (!argv)
        throw new OperationRefused(
          'rejected',
          `no ${operation.action ?? operation.kind} command is set for ${service} in ${environment}`,
        );
      const order = {
        folder,
        id: operation.id,
        argv,
        cwd,
        lane: `${operation.service}/${operation.environment}`,
        fence: operation.fence,
        claimBeforeMs: Number(process.hrtime.bigint() / 1_000_000n) + VISIBLE_AFTER_MS,
        graceMs,
        outputBytes,
      };
      if ((await recordsOf(folder, operation.id)).is !== 'absent') return;
      const verdict = await launch(order, { ...variables, ...variablesOf(operation) }, signal).catch(
        (error: unknown) => {
          if (error instanceof NotSeenToBegin) throw new TargetUnavailable(error.message, { cause: error });
          throw error;
        },
      );
      if (verdict === 'superseded')
        throw new OperationRefused('superseded', `${operation.id} was superseded by a later decision`);
      if (verdict === 'late') throw new TargetUnavailable(`the runner of ${operation.id} came up too late`);
      // Tidying is no part of the deploy, which must not wait for it or fail with it.
      forgetOld(folder).catch(() => {});
    },

    async check(operation) {
      const records = await recordsOf(folder, operation.id);
      switch (records.is) {
        case 'absent':
          return { is: 'absent' };
        case 'lost':
          return { is: 'unknown', why: records.why };
        case 'running': {
          const note = lastLine(await outputOf(folder, operation.id));
          return { is: 'running', ...(note ? { note } : {}) };
        }
        case 'ended':
          if (records.ending.code !== 0) return { is: 'failed', why: whyFailed(records.ending) };
          return { is: 'succeeded', ...(records.ending.tail ? { note: lastLine(records.ending.tail) } : {}) };
      }
    },

    async cancel(operation, signal) {
      const records = await recordsOf(folder, operation.id);
      if (records.is !== 'running') return;
      const { runner, command } = records;
      if (runner) return send('SIGTERM', runner.pid);
      if (!command) return;
      // Its runner is dead, so it is ours to end the group and keep the grace.
      send('SIGTERM', -command.pid);
      await sleep(graceMs, undefined, { signal }).catch(() => {});
      send('SIGKILL', -command.pid);
    },

    async read(signal) {
      if (!commands.read)
        throw new TargetUnavailable(`no read command is set for ${service} in ${environment}`);
      const env = { ...variables, TMINUS_SERVICE: service, TMINUS_ENVIRONMENT: environment };
      return parseRunning(await commandOutput(commands.read, cwd, env, signal));
    },

    async output(operation, offset) {
      return (await outputOf(folder, operation.id)).slice(offset);
    },
  };
};
