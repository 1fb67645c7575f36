import type { DeliveryKind, Fault, FaultKind, Faults } from '../../sandbox/workspace/faults.ts';
import type { Dice } from './dice.ts';

/** Everything tminus calls while a release is told, its room kept and its homes drawn; `upload` is where files go. */
export const METHODS = [
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'chat.getPermalink',
  'conversations.open',
  'conversations.history',
  'conversations.replies',
  'conversations.create',
  'conversations.list',
  'conversations.setPurpose',
  'conversations.setTopic',
  'conversations.invite',
  'conversations.archive',
  'bookmarks.list',
  'bookmarks.add',
  'pins.add',
  'pins.remove',
  'files.getUploadURLExternal',
  'upload',
  'files.completeUploadExternal',
  'views.open',
  'views.update',
  'views.publish',
  'usergroups.list',
  'users.info',
] as const;
const OF_METHODS = ['reset', '503', '429', 'slow', 'reorder'] as const satisfies readonly FaultKind[];

export const DELIVERIES = ['command', 'interactive', 'event'] as const satisfies readonly DeliveryKind[];
const OF_DELIVERIES = [
  'reset',
  '503',
  'duplicate',
  'slow',
  'reorder',
] as const satisfies readonly FaultKind[];

export const SLOW_MS = 400;
const LONG_ENOUGH_TO_BE_LATE_MS = 40;

/** Where files go there is no method whose calls could pass each other. */
const canStrike = (method: string, kind: FaultKind): boolean =>
  method !== 'upload' || (kind !== 'reorder' && kind !== 'slow');

const PAIRS: readonly Pick<Fault, 'method' | 'delivery' | 'kind'>[] = [
  ...METHODS.flatMap(method =>
    OF_METHODS.filter(kind => canStrike(method, kind)).map(kind => ({ method, kind })),
  ),
  ...DELIVERIES.flatMap(delivery => OF_DELIVERIES.map(kind => ({ delivery, kind }))),
];

/** Each kind of fault on each thing it can strike, in turn: so many seeds see every pair. */
export const SEEDS_FOR_ALL = PAIRS.length;

/** These are called only after an answer was lost; what has to be lost for it. */
const CALLED_AFTER: Readonly<Record<string, string>> = {
  'conversations.list': 'conversations.create',
  'conversations.history': 'chat.postMessage',
  'conversations.replies': 'chat.postMessage',
};

/** What has to go wrong first so that the fault finds something to strike. */
export function leadingTo({ method = '' }: Fault, dice: Dice): Fault[] {
  const first = CALLED_AFTER[method];
  return first ? [{ method: first, kind: 'reset', when: 'after', times: 2 + dice.below(4) }] : [];
}

/** What a run has to be like so that the fault finds something to strike. */
export interface Setting {
  /** Else charts are pictures, and files are sent. */
  takesCharts: boolean;
  /** Else everything is told in the thread of the card, which is pinned. */
  hasRoom: boolean;
  /** At which act of so many. */
  at: number;
  /** Somebody opens their App Home right after it. */
  opensHome: boolean;
}

const OF_ROOMS = /^(conversations\.(create|list|set|invite|archive)|bookmarks)/;
const OF_THREADS = /^(conversations\.replies|pins\.remove)$/;
const OF_FILES = /^(files\.|upload)/;
const OF_HOMES = /^(views\.publish|event)$/;
/** Called when the release is planned, or by its forms, and never again. */
const ONCE = /^(conversations\.(create|list|setPurpose|invite)|bookmarks|pins\.add|views\.update)/;
const OF_FORMS = /^(chat\.postEphemeral|views\.open)$/;

export function settingOf({ method, delivery }: Fault, acts: number, dice: Dice): Setting {
  const target = method ?? delivery ?? '';
  const latest = ONCE.test(target) ? 1 : OF_FORMS.test(target) ? 3 : acts;
  const hasRoom = OF_ROOMS.test(target) || (!OF_THREADS.test(target) && dice.chance(0.6));
  return {
    takesCharts: !OF_FILES.test(target) && dice.chance(0.7),
    hasRoom,
    at: dice.below(latest),
    opensHome: OF_HOMES.test(target) || dice.chance(0.5),
  };
}

/** A prime: neighbouring seeds strike different things, and still every pair has its turn. */
const STRIDE = 37;

/** The one whose turn it is with this seed. */
export function strikeOf(seed: number, dice: Dice): Fault {
  const pair = PAIRS[(seed * STRIDE) % PAIRS.length] ?? { kind: 'reset' };
  return {
    ...pair,
    when: dice.chance(0.5) ? 'before' : 'after',
    times: 1 + dice.below(3),
    // A call that is slow has to outlast its deadline; what is delivered late only has to be late.
    delayMs: pair.method && pair.kind === 'slow' ? SLOW_MS : LONG_ENOUGH_TO_BE_LATE_MS,
    retryAfterSeconds: 1 + dice.below(20),
  };
}

const nameOf = ({ method, delivery, kind }: Pick<Fault, 'method' | 'delivery' | 'kind'>): string =>
  `${method ?? `delivered ${delivery}`} ${kind}`;

/** How often each kind of fault struck each thing. */
export class Tally {
  readonly struck = new Map<string, number>();

  /** Of what was planned, all that is no longer waiting for a call has struck. */
  count(planned: readonly Fault[], { pending }: Pick<Faults, 'pending'>): void {
    const add = (fault: Fault, sign: 1 | -1) => {
      const name = nameOf(fault);
      this.struck.set(name, (this.struck.get(name) ?? 0) + sign * (fault.times ?? 1));
    };
    for (const fault of planned) add(fault, 1);
    for (const fault of pending()) add(fault, -1);
  }

  add({ struck }: Tally): void {
    for (const [name, times] of struck) this.struck.set(name, (this.struck.get(name) ?? 0) + times);
  }

  has(what: string, ...kinds: FaultKind[]): boolean {
    return kinds.some(kind => (this.struck.get(`${what} ${kind}`) ?? 0) > 0);
  }

  never(): string[] {
    return PAIRS.map(nameOf).filter(name => !this.struck.get(name));
  }

  /** A line for each thing that was struck, a column for each kind of fault. */
  table(): string {
    const kinds = [...new Set([...OF_METHODS, ...OF_DELIVERIES])];
    const targets = [...METHODS, ...DELIVERIES.map(delivery => `delivered ${delivery}`)];
    const row = (first: string, cells: readonly (string | number)[]) =>
      `${first.padEnd(30)}${cells.map(cell => String(cell).padStart(10)).join('')}`;
    const known = new Set(PAIRS.map(nameOf));
    const cell = (name: string) => (known.has(name) ? (this.struck.get(name) ?? 0) : '');
    return [
      row('', kinds),
      ...targets.map(target =>
        row(
          target,
          kinds.map(kind => cell(`${target} ${kind}`)),
        ),
      ),
    ].join('\n');
  }
}
