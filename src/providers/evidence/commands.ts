import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { forgetOld } from '../../processes/forget-old.ts';
import { launch, NotSeenToBegin, programBeside } from '../../processes/launch.ts';
import { file } from '../../processes/operation-files.ts';
import { type Records, recordsOf } from '../../processes/operation-records.ts';
import type { GateEvidence, GateName, Measured, Unavailable } from '../../release/gate-evidence.ts';
import type { Version } from '../../release/terms.ts';
import { type EvidenceCommand, type Order, placesOf, Result } from './checkout/order.ts';
import { cancelRecorded } from './checkout/run-command.ts';
import { GATES_OF_FORMAT } from './formats.ts';
import { type EvidenceFeed, EvidenceUnavailable, type Gathered, type Gathering } from './port.ts';

export interface CommandFeedOptions {
  /** Where gatherings are filed. It must outlive tminus, and belong to this host alone. */
  folder: string;
  commands: readonly EvidenceCommand[];
  /** The environment of the commands, such as PATH; nothing else of ours is handed down. */
  variables: Record<string, string>;
  /** Where the repository is fetched from. */
  urlOf(repository: string): string;
  /** The value of a header `Authorization` for it, or null. */
  authorization: string | null;
  /** The commit behind the tag of a version, or null; what a benchmark is compared with. */
  commitOf(repository: string, version: Version, signal: AbortSignal): Promise<string | null>;
  /** Where people see the commit; https, or null. */
  linkOf(repository: string, commit: string): string | null;
  /** Takes secrets out of a sentence. */
  mask(text: string): string;
}

const BEGINS_WITHIN_MS = 10_000;
const GRACE_MS = 15_000;
const OUTPUT_BYTES = 64 * 1024;
const LONGEST = 300;

/** A command that measures, and what. */
const gateOf = ({ format, gate }: EvidenceCommand): GateName | undefined =>
  gate ?? (format && GATES_OF_FORMAT[format][0]);

/**
 * Commands in a clean checkout of exactly the commit, run by a process of its own that outlives tminus; it, and each
 * command, is filed like an operation of the shell target.
 */
export function commandFeed(options: CommandFeedOptions): EvidenceFeed {
  const { folder, commands, mask } = options;
  const measuring = commands.flatMap(command => {
    const gate = gateOf(command);
    return gate === undefined ? [] : [{ ...command, gate }];
  });

  async function gathered({ id, subject }: Gathering): Promise<Gathered> {
    const records = await recordsOf(folder, id);
    if (records.is === 'absent') return { is: 'absent' };
    const results = await resultsOf(folder, id);
    const evidence: GateEvidence[] = [];
    const unavailable: Unavailable[] = [];
    for (const { name: by, gate } of measuring) {
      const result = results.find(({ name }) => name === by);
      if (result?.measured)
        evidence.push({
          ...{ source: 'command', by, commit: subject.commit, at: result.at },
          link: options.linkOf(subject.repository, subject.commit),
          measured: result.measured as Measured,
        });
      else if (records.is === 'running' && !result)
        unavailable.push({ gate, source: 'command', by, why: { because: 'running', what: [by] } });
      else {
        const what = mask(result?.trouble ?? whyNothing(records)).slice(0, LONGEST);
        unavailable.push({ gate, source: 'command', by, why: { because: 'trouble', what } });
      }
    }
    if (records.is === 'running') return { is: 'running', evidence, unavailable };
    if (records.is === 'lost') await stop(id);
    await tidy(id);
    return { is: 'done', evidence, unavailable };
  }

  /** What runs of it, the process that runs the commands first. */
  async function stop(id: string): Promise<void> {
    const runs = ['commit', 'before'].flatMap(of => commands.map((_, at) => `${id}.${of}.${at + 1}`));
    for (const one of [id, ...runs]) cancelRecorded(await recordsOf(folder, one));
  }

  /** Its process removes what it made, unless it was killed. */
  async function tidy(id: string): Promise<void> {
    const { work, order } = placesOf(folder, id);
    await rm(work, { recursive: true, force: true });
    await rm(order, { force: true });
  }

  async function orderOf({ id, subject }: Gathering, signal: AbortSignal): Promise<Order> {
    const { repository, commit } = subject;
    const { variables, authorization } = options;
    const url = options.urlOf(repository);
    return {
      ...{ id, folder, url, authorization, commit, variables },
      commands: [...commands],
      before: await beforeOf(subject, signal),
    };
  }

  async function beforeOf(
    { repository, running }: Gathering['subject'],
    signal: AbortSignal,
  ): Promise<Order['before']> {
    if (!commands.some(({ format }) => format === 'benchmark')) return { why: 'nothing is compared' };
    if (running === null) return { why: 'nothing runs there yet that it could be compared with' };
    const commit = await options.commitOf(repository, running, signal).catch(() => null);
    return commit === null
      ? { why: `the commit of the running version ${running} is not known` }
      : { commit };
  }

  return {
    source: 'command',
    gates: [...new Set(measuring.map(({ gate }) => gate))],

    async start(gathering, signal) {
      const known = await gathered(gathering);
      if (known.is !== 'absent') return known;
      const { id } = gathering;
      const { order } = placesOf(folder, id);
      file(order, await orderOf(gathering, signal), { survivesPowerCut: false });
      const running = {
        ...{ folder, id, cwd: folder, lane: 'evidence', fence: 0 },
        argv: [process.execPath, ...programBeside(import.meta.url, 'run-commands'), order],
        claimBeforeMs: Number(process.hrtime.bigint() / 1_000_000n) + BEGINS_WITHIN_MS,
        ...{ graceMs: GRACE_MS, outputBytes: OUTPUT_BYTES },
      };
      const { PATH } = options.variables;
      const verdict = await launch(running, PATH === undefined ? {} : { PATH }, signal).catch(unavailable);
      if (verdict === 'late') throw new EvidenceUnavailable('the commands did not begin in time');
      forgetOld(folder).catch(() => {});
      return await gathered(gathering);
    },

    check: gathered,

    cancel: ({ id }) => stop(id),
  };
}

function unavailable(error: unknown): never {
  if (error instanceof NotSeenToBegin) throw new EvidenceUnavailable(error.message, { cause: error });
  throw error;
}

function whyNothing(records: Records): string {
  if (records.is === 'lost') return `it was broken off: ${records.why}`;
  if (records.is !== 'ended') return 'it has not run';
  const { problem, wasCancelled } = records.ending;
  return (
    problem ?? (wasCancelled ? 'it was cancelled' : 'it could not be run; the log of the process says why')
  );
}

async function resultsOf(folder: string, id: string): Promise<Result[]> {
  try {
    return z.array(Result).parse(JSON.parse(await readFile(placesOf(folder, id).results, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
