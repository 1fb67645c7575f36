import { file, fileOnce, filesOf, isSuperseded } from '../../processes/operation-files.ts';
import { type Claim, type Ending, type Records, recordsOf } from '../../processes/operation-records.ts';
import { machineIdentity, processStart } from '../../processes/process-identity.ts';
import type { Version } from '../../release/terms.ts';
import { type Holding, holdingOf, holds, type Slot, type SlotReading } from './haproxy-slots.ts';
import { NothingSaid } from './haproxy-socket.ts';
import { divideTraffic, type HaproxyPlace, readHaproxy, whyIndivisible } from './haproxy-state.ts';
import { type Operation, OperationRefused, TargetUnavailable } from './port.ts';

export interface Shifting {
  /** Where operations are filed. */
  folder: string;
  place: HaproxyPlace;
  slots: readonly [Slot, Slot];
  reading: SlotReading;
}

/** Traffic must not wait for the disk, and a shift of which a power cut took the record may be done again. */
const FILING = { survivesPowerCut: false };

/** What is filed of a shift. A record that a power cut left in pieces is none: HAProxy is asked. */
export const shiftRecords = (folder: string, id: string): Promise<Records> =>
  recordsOf(folder, id).catch(() => ({ is: 'lost', why: 'what was filed of it cannot be read' }));

/** How a shift ended: done, refused, or in doubt, which only a look at HAProxy can settle. */
export const ENDED = { done: 0, refused: 1, inDoubt: null } as const;

const refusal = (message: string): OperationRefused => new OperationRefused('rejected', message);

/**
 * Which server gets how much. It is read from the slots each time. To take all traffic away it is enough that one of
 * them speaks: a bad version may hang.
 */
const destination = async (
  { version, against, percent }: Operation,
  { slots, reading }: Shifting,
  signal: AbortSignal,
): Promise<{ to: string; percent: number }> => {
  const asked = slots.map(slot => ({ slot, answer: holdingOf(slot, reading, signal) }));
  const serverOf = async (wanted: Version | null): Promise<string | null> => {
    const found = asked.map(async ({ slot, answer }) => {
      if (wanted !== null && holds(await answer, wanted)) return slot.server;
      throw new Error('not this one');
    });
    return Promise.any(found).catch(() => null);
  };
  const elsewhere = (server: string): string => slots.find(slot => slot.server !== server)?.server ?? server;
  if (percent === 0) {
    const keeps = await serverOf(against);
    if (keeps !== null) return { to: keeps, percent: 100 };
  }
  const gets = await serverOf(version);
  if (gets === null) throw await notFound(version, asked);
  if (percent === 100) return { to: gets, percent };
  const other = await asked.find(({ slot }) => slot.server !== gets)?.answer;
  const isThere = other !== undefined && (against === null ? other.is !== 'empty' : holds(other, against));
  if (!isThere && !(percent === 0 && other?.is === 'unreadable')) throw await notFound(against, asked);
  return percent === 0 ? { to: elsewhere(gets), percent: 100 } : { to: gets, percent };
};

/** A slot that does not say what it holds leaves it open; else it is a final no. */
const notFound = async (
  version: Version | null,
  asked: readonly { slot: Slot; answer: Promise<Holding> }[],
): Promise<Error> => {
  const seen = await Promise.all(asked.map(async ({ slot, answer }) => ({ slot, holding: await answer })));
  const mute = seen.flatMap(({ holding }) => (holding.is === 'unreadable' ? [holding.why] : []));
  const where = seen.map(({ slot }) => slot.server).join(' nor ');
  const sentence = `${version ?? 'no version'} runs behind neither ${where}`;
  return mute.length > 0
    ? new TargetUnavailable(`${sentence} as far as can be seen: ${mute.join('; ')}`)
    : refusal(sentence);
};

/**
 * The same, once it is sure that traffic can be divided there. Coming back is refused for nothing and asks HAProxy for
 * nothing beforehand: a bad version has to lose its traffic at once and whatever else is wrong.
 */
const destinationThatHolds = async (operation: Operation, on: Shifting, signal: AbortSignal) => {
  const finding = destination(operation, on, signal);
  if (operation.percent === 0) return finding;
  // Seen to below, after what HAProxy has to say: that explains more.
  finding.catch(() => {});
  const known = await readHaproxy(on.place, signal);
  const why = whyIndivisible(on.place, known);
  if (why) throw refusal(why);
  const wanted = await finding;
  if (known.servers.some(server => server.name === wanted.to && server.isDown))
    throw refusal(`${operation.version} fails the health check of HAProxy behind ${wanted.to}`);
  return wanted;
};

/**
 * Divides the traffic by one line to HAProxy. Doing it twice does no harm; that it was begun, and how it ended, is
 * filed so that `check` can tell after a restart, and so that a later decision is not undone by a late call.
 */
export const shiftTraffic = async (
  operation: Operation,
  on: Shifting,
  signal: AbortSignal,
): Promise<void> => {
  const { folder, place } = on;
  const { id, service, environment, fence } = operation;
  const lane = `${service}/${environment}`;
  if (signal.aborted) throw new TargetUnavailable('the traffic was not shifted: the call was given up');
  const wanted = await destinationThatHolds(operation, on, signal);
  const superseded = () => new OperationRefused('superseded', `${id} was superseded by a later decision`);
  if (isSuperseded(folder, lane, fence)) throw superseded();
  const files = filesOf(folder, id);
  const runner = { pid: process.pid, start: processStart(process.pid) ?? '' };
  const claim: Claim = { machine: machineIdentity(), runner, claimedAt: Date.now() };
  if (!fileOnce(files.claim, claim, FILING)) return;
  const end = (code: Ending['code'], problem: string | null, tail = ''): void => {
    const ending: Ending = { code, signal: null, wasCancelled: false, problem, tail, endedAt: Date.now() };
    file(files.ending, ending, FILING);
  };
  if (isSuperseded(folder, lane, fence)) {
    end(ENDED.refused, 'a later decision had already been carried out');
    throw superseded();
  }
  try {
    await divideTraffic(place, wanted, signal);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    end(error instanceof NothingSaid ? ENDED.refused : ENDED.inDoubt, problem);
    throw error;
  }
  end(ENDED.done, null, `${wanted.to} has ${wanted.percent} % of the traffic`);
};
