/** Keeps calls within the limits of the chat, by name: a method, a channel, a message. */
export interface Pace {
  /** How long to wait before the next call under all these names; 0 takes one of each. */
  take(names: readonly PaceName[]): number;
  /** Takes one of each without waiting: what is urgent goes at once, and the others wait the longer for it. */
  overdraw(names: readonly PaceName[]): void;
  /** How many calls under this name could begin now. */
  left(name: PaceName): number;
  /** The channels that take nothing now, by their ids. */
  busyChannels(): string[];
  /** Nothing under this name before so many milliseconds have passed. */
  hold(name: PaceName, ms: number): void;
  /** So many processes keep within the same limits, each to its part of them. */
  shareBetween(processes: number): void;
}

export type PaceName = `${'method' | 'channel' | 'message'}/${string}`;

export interface Rate {
  /** One more call is allowed each so many milliseconds … */
  everyMs: number;
  /** … and so many at once after a rest. */
  burst: number;
}

/**
 * Slack allows about one post a second to a channel and, over the whole workspace, some hundred posts and
 * fifty edits or history reads a minute, twenty to a hundred of other methods (https://docs.slack.dev/apis/web-api/rate-limits). One message is
 * edited at most once a second, so that the latest state wins.
 */
export const SLACK_RATES: Readonly<Record<string, Rate>> = {
  'method/chat.postMessage': { everyMs: 300, burst: 40 },
  'method/chat.update': { everyMs: 1_200, burst: 10 },
  'method/history': { everyMs: 1_200, burst: 20 },
  'method/views.publish': { everyMs: 600, burst: 20 },
  'method/conversations.create': { everyMs: 3_000, burst: 5 },
  'method/conversations.setPurpose': { everyMs: 3_000, burst: 5 },
  'method/conversations.setTopic': { everyMs: 3_000, burst: 5 },
  'method/conversations.archive': { everyMs: 3_000, burst: 5 },
  'method/conversations.invite': { everyMs: 1_200, burst: 10 },
  'method/conversations.join': { everyMs: 1_200, burst: 10 },
  'method/conversations.info': { everyMs: 1_200, burst: 10 },
  // A step adds several.
  'method/bookmarks.add': { everyMs: 12_000, burst: 2 },
  'method/pins.add': { everyMs: 3_000, burst: 5 },
  'method/pins.remove': { everyMs: 3_000, burst: 5 },
  channel: { everyMs: 1_000, burst: 3 },
  message: { everyMs: 1_000, burst: 1 },
};

interface Budget {
  tokens: number;
  at: number;
  heldUntil: number;
}

const REMEMBERED = 1_000;
const LEAST_AT_ONCE = 5;
const CHANNEL = 'channel/';

/** @param now a clock that never goes back, in milliseconds */
export function openPace(
  rates: Readonly<Record<string, Rate>> = SLACK_RATES,
  now = () => performance.now(),
): Pace {
  const budgets = new Map<PaceName, Budget>();
  let processes = 1;

  function rateOf(name: PaceName): Rate {
    const { everyMs, burst } = rates[name] ?? rates[name.split('/', 1)[0] ?? ''] ?? FREE;
    // With less at once than this some of what waits for several to be left would never come.
    const least = name.startsWith('method/') ? Math.min(burst, LEAST_AT_ONCE) : 1;
    return { everyMs: everyMs * processes, burst: Math.max(least, burst / processes) };
  }

  function budgetOf(name: PaceName, rate: Rate): Budget {
    const at = now();
    const known = budgets.get(name) ?? { tokens: rate.burst, at, heldUntil: 0 };
    const tokens = Math.min(rate.burst, known.tokens + (at - known.at) / rate.everyMs);
    const budget = { ...known, tokens, at };
    budgets.delete(name);
    budgets.set(name, budget);
    const oldest = budgets.keys().next().value;
    if (budgets.size > REMEMBERED && oldest !== undefined) budgets.delete(oldest);
    return budget;
  }

  function left(name: PaceName): number {
    const { tokens, heldUntil } = budgetOf(name, rateOf(name));
    return heldUntil > now() ? 0 : Math.max(0, Math.floor(tokens));
  }

  return {
    take(names) {
      const at = now();
      const open = names.map(name => {
        const rate = rateOf(name);
        const budget = budgetOf(name, rate);
        const untilToken = budget.tokens >= 1 ? 0 : (1 - budget.tokens) * rate.everyMs;
        return { budget, waitMs: Math.max(untilToken, budget.heldUntil - at) };
      });
      const waitMs = Math.ceil(Math.max(0, ...open.map(one => one.waitMs)));
      if (waitMs === 0) for (const { budget } of open) budget.tokens -= 1;
      return waitMs;
    },
    overdraw(names) {
      for (const name of names) budgetOf(name, rateOf(name)).tokens -= 1;
    },
    left,
    busyChannels() {
      const channels = [...budgets.keys()].filter(name => name.startsWith(CHANNEL));
      return channels.filter(name => left(name) < 1).map(name => name.slice(CHANNEL.length));
    },
    hold(name, ms) {
      budgetOf(name, rateOf(name)).heldUntil = now() + ms;
    },
    shareBetween(count) {
      processes = Math.max(1, count);
    },
  };
}

const FREE: Rate = { everyMs: 1, burst: 1_000 };
