import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { Version } from '../../release/terms.ts';
import { runningVersion } from './running-version.ts';
import { commandOutput } from './shell-read.ts';

export interface Slot {
  /** The server line of HAProxy it stands behind. */
  server: string;
  /** Answers with the version that runs there, as text or as JSON with a field `version`. */
  versionUrl?: string;
}

export interface SlotReading {
  /** Prints the version behind `$TMINUS_SLOT`, or nothing when there is none; asked where a slot has no address. */
  read?: readonly string[];
  cwd: string;
  /** Of the read command; those of this process when left out. */
  variables?: Record<string, string>;
}

/** What runs behind a server, as it says itself. `unreadable`: something may run there, and does not say what. */
export type Holding =
  | { is: 'version'; version: Version }
  | { is: 'empty' }
  | { is: 'unreadable'; why: string };

const ADDRESS_ANSWERS_WITHIN_MS = 1_000;
/** Process managers that are asked by a command of theirs take their time. */
const COMMAND_ANSWERS_WITHIN_MS = 4_000;
const MAX_CHARACTERS = 64 * 1024;

const unreadable = (why: string): Holding => ({ is: 'unreadable', why });

const versionIn = (text: string): Version | null => {
  try {
    const trimmed = text.trim();
    const value = trimmed.startsWith('{') ? (JSON.parse(trimmed) as { version?: unknown }).version : trimmed;
    return runningVersion.safeParse(value).data ?? null;
  } catch {
    return null;
  }
};

/** Without a connection that is kept: behind the address another process may listen by the next time. */
const askAddress = (address: string, signal: AbortSignal): Promise<Holding> =>
  new Promise(resolve => {
    const get = address.startsWith('https:') ? getSecure : getPlain;
    const { host } = new URL(address);
    const request = get(address, { agent: false, signal }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > MAX_CHARACTERS) request.destroy(new Error('it never stops answering'));
      });
      response.once('end', () => {
        const version = response.statusCode === 200 ? versionIn(text) : null;
        if (version !== null) return resolve({ is: 'version', version });
        const what = response.statusCode === 200 ? 'no version' : `${response.statusCode}`;
        resolve(unreadable(`${host} answered ${what} when it was asked which version runs there`));
      });
    });
    request.once('error', error => {
      // Nobody listens: that is an answer too.
      if ('code' in error && error.code === 'ECONNREFUSED') return resolve({ is: 'empty' });
      const why = signal.aborted ? 'did not answer in time' : `could not be asked (${error.message})`;
      resolve(unreadable(`${host} ${why} which version runs there`));
    });
  });

/** Adds variables to those a command is given anyway. */
export const withVariables = (variables: Record<string, string>, argv: readonly string[]): string[] => [
  '/usr/bin/env',
  ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ...argv,
];

const askCommand = async (slot: Slot, reading: SlotReading, signal: AbortSignal): Promise<Holding> => {
  const { read, cwd, variables } = reading;
  if (!read) return unreadable(`nothing is set that tells which version runs behind ${slot.server}`);
  try {
    const argv = withVariables({ TMINUS_SLOT: slot.server }, read);
    const printed = await commandOutput(argv, cwd, variables, signal);
    if (printed.trim() === '') return { is: 'empty' };
    const version = versionIn(printed);
    return version === null
      ? unreadable(`the read command printed no version for ${slot.server}`)
      : { is: 'version', version };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
};

/** Never throws: a slot that cannot be read must not hide the other. */
export const holdingOf = (slot: Slot, reading: SlotReading, signal: AbortSignal): Promise<Holding> => {
  const within = (ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  return slot.versionUrl === undefined
    ? askCommand(slot, reading, within(COMMAND_ANSWERS_WITHIN_MS))
    : askAddress(slot.versionUrl, within(ADDRESS_ANSWERS_WITHIN_MS));
};

export const holds = (holding: Holding, version: Version): boolean =>
  holding.is === 'version' && holding.version === version;

/**
 * Which version runs behind which server. A slot that does not say so is that of the one version whose place is not
 * known, where the other slot holds the other: a canary that hangs or crashed still has to be measured.
 */
export const versionsBehind = async (
  slots: readonly [Slot, Slot],
  reading: SlotReading,
  expected: readonly Version[],
  signal: AbortSignal,
): Promise<Map<string, Version>> => {
  const holdings = await Promise.all(slots.map(slot => holdingOf(slot, reading, signal)));
  const found = new Map<string, Version>();
  slots.forEach(({ server }, at) => {
    const holding = holdings[at];
    if (holding?.is === 'version') found.set(server, holding.version);
  });
  const [left, ...more] = expected.filter(version => ![...found.values()].includes(version));
  const mute = slots.filter(({ server }) => !found.has(server));
  if (left !== undefined && more.length === 0 && expected.length === 2 && mute[0] && mute.length === 1)
    found.set(mute[0].server, left);
  return found;
};
