/*
 * A process of its own that puts a version behind HAProxy: reads which slot holds what, has the organisation's
 * commands replace or stop what runs there, and moves traffic where a restore has to. The shell target runs it, so
 * that it is filed, cancelled and found again like any other command. Its only argument is the order.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Version } from '../../release/terms.ts';
import { type Holding, holdingOf, holds, type Slot, withVariables } from './haproxy-slots.ts';
import { divideTraffic, type HaproxyPlace, readHaproxy, sharesOf, whyIndivisible } from './haproxy-state.ts';

export interface CarryOutOrder {
  kind: 'install' | 'restore';
  place: HaproxyPlace;
  slots: readonly [Slot, Slot];
  commands: { install: readonly string[]; stop: readonly string[]; read?: readonly string[] };
  cwd: string;
  version: Version;
  against: Version | null;
}

interface Seen {
  slot: Slot;
  holding: Holding;
  /** Percent of the traffic. */
  share: number;
}

const LOOK_EVERY_MS = 200;
/** How long a version may take after its install command until it says that it is there. */
const APPEARS_WITHIN_MS = 30_000;
const CALL_MS = 5_000;

const { kind, place, slots, commands, cwd, version, against }: CarryOutOrder = JSON.parse(
  process.argv[2] ?? '',
);
const reading = { cwd, ...(commands.read ? { read: commands.read } : {}) };
const soon = (): AbortSignal => AbortSignal.timeout(CALL_MS);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

class CannotBeDone extends Error {
  /** Of the command that failed, to be ended with too. */
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

const look = async (): Promise<Seen[]> => {
  const [known, ...holdings] = await Promise.all([
    readHaproxy(place, soon()),
    ...slots.map(slot => holdingOf(slot, reading, soon())),
  ]);
  const why = whyIndivisible(place, known);
  // Coming back must not fail for what somebody else changed in HAProxy meanwhile.
  if (why && kind === 'install') throw new CannotBeDone(why);
  const shares = sharesOf(place, known);
  return slots.map((slot, at) => ({
    slot,
    holding: holdings[at] ?? { is: 'empty' },
    share: shares.get(slot.server) ?? 0,
  }));
};

const told = ({ slot, holding, share }: Seen): string => {
  const what =
    holding.is === 'version'
      ? holding.version
      : holding.is === 'empty'
        ? 'nothing'
        : `something: ${holding.why}`;
  return `${slot.server} holds ${what} and has ${share} % of the traffic`;
};

/** Where the version can be put without taking anything from anybody. */
const freeSlot = (seen: readonly Seen[]): Seen => {
  const already = seen.find(({ holding }) => holds(holding, version));
  if (already && already.share > 0)
    throw new CannotBeDone(`${version} serves already, and is not installed over itself: ${told(already)}`);
  const free = seen.filter(({ share, holding }) => share === 0 && !(against && holds(holding, against)));
  const found = already ?? free.find(({ holding }) => holding.is === 'empty') ?? free[0];
  if (found) return found;
  throw new CannotBeDone(`no slot is free for ${version}: ${seen.map(told).join('; ')}`);
};

const otherThan = ({ slot }: Seen): Slot => {
  const other = slots.find(({ server }) => server !== slot.server);
  if (!other) throw new CannotBeDone('the two slots must stand behind two servers');
  return other;
};

const command = async (argv: readonly string[], slot: Slot, of: Version): Promise<void> => {
  const [program = '', ...args] = withVariables({ TMINUS_SLOT: slot.server, TMINUS_VERSION: of }, argv);
  // In this process's group, so that whoever cancels the operation reaches the command too.
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0)
    throw new CannotBeDone(`${argv[0]} for ${slot.server} ended with ${code ?? signal}`, code ?? 1);
};

const install = async (into: Seen): Promise<void> => {
  // Whoever a cookie binds to the slot leaves before what runs there is replaced.
  await divideTraffic(place, { to: otherThan(into).server, percent: 100 }, soon());
  await command(commands.install, into.slot, version);
  for (const begunAt = performance.now(); ; await pause(LOOK_EVERY_MS)) {
    const holding = await holdingOf(into.slot, reading, soon());
    if (holds(holding, version)) break;
    if (performance.now() - begunAt < APPEARS_WITHIN_MS) continue;
    const late = `${APPEARS_WITHIN_MS / 1000} s after the install command ended`;
    throw new CannotBeDone(`${told({ ...into, holding, share: 0 })}, ${late}`);
  }
  say(`${version} runs behind ${into.slot.server}`);
};

const restore = async (): Promise<void> => {
  const seen = await look();
  let at = seen.find(({ holding }) => holds(holding, version));
  if (!at) {
    at = freeSlot(seen);
    await install(at);
  }
  const other = otherThan(at);
  await divideTraffic(place, { to: at.slot.server, percent: 100 }, soon());
  say(`${at.slot.server} with ${version} takes all traffic`);
  const left = await holdingOf(other, reading, soon());
  if (against === null || left.is === 'empty' || (left.is === 'version' && left.version !== against)) return;
  await command(commands.stop, other, against);
  say(`${against} behind ${other.server} is stopped`);
};

try {
  if (kind === 'restore') await restore();
  else await install(freeSlot(await look()));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CannotBeDone ? error.code : 1;
}
