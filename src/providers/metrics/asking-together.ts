import { noAnswerFrom } from './fetch-text.ts';
import { loners } from './loners.ts';
import { MetricsUnavailable } from './port.ts';
import {
  type Ask,
  askPrometheus,
  type PrometheusServer,
  queryAddress,
  type Value,
} from './prometheus-api.ts';

/** So long others are waited for. */
const COLLECT_MS = 50;
const MOST_TOGETHER = 60;
/** VictoriaMetrics takes queries of at most 16 KiB unless it is told otherwise. */
const MOST_CHARACTERS = 12_000;
/** Without an answer by then, each is asked by itself: one of them may be what takes so long. */
const PATIENCE_MS = 2_000;
/** They must not all fall upon the server at once: it may be the server that is slow. */
const ALONE_AT_ONCE = 8;
const TAG = 'tminus_asked';

interface Asked {
  query: string;
  signal: AbortSignal;
  resolve(values: Value[]): void;
  reject(error: unknown): void;
}

/**
 * Queries of one shape, which differ in their releases only, go to the server as one: each marked by a label of its
 * own, joined by `or`, divided again by that label. What cannot be joined, and what spoiled it for the others, is
 * asked by itself from then on; so the bad query of one release costs the others a moment, once.
 */
export const askingTogether = (
  server: PrometheusServer,
  ask: Ask = askPrometheus(server),
  patienceMs = PATIENCE_MS,
): Ask => {
  const collecting = new Map<string, Asked[]>();
  const alone = loners();

  const askAlone = async ({ query, signal, resolve, reject }: Asked, shape: string): Promise<boolean> => {
    const begunAt = performance.now();
    try {
      resolve(await ask(query, signal, shape));
      return performance.now() - begunAt < patienceMs;
    } catch (error) {
      reject(error);
      return false;
    }
  };

  let underWay = 0;
  const queue: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (underWay >= ALONE_AT_ONCE) await new Promise<void>(resolve => queue.push(resolve));
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
      queue.shift()?.();
    }
  };

  const askEach = async (all: readonly Asked[], shape: string): Promise<void> => {
    const areWell = await Promise.all(
      all.map(one => inTurn(async () => (one.signal.aborted ? null : askAlone(one, shape)))),
    );
    // Then it is the joining that the server does not like.
    if (areWell.every(isWell => isWell)) alone.add(shape);
    // Where none is well it is the server that is not, and to ask it more often would make it worse.
    else if (areWell.includes(true))
      for (const [at, { query }] of all.entries()) if (areWell[at] === false) alone.add(query);
  };

  const askTogether = async (all: readonly Asked[], shape: string): Promise<void> => {
    const queries = [...new Set(all.map(({ query }) => query))];
    const patience = AbortSignal.timeout(patienceMs);
    const over = new AbortController();
    const leave = () => {
      if (all.every(({ signal }) => signal.aborted)) over.abort();
    };
    for (const { signal } of all) signal.addEventListener('abort', leave);
    try {
      const values = await ask(joined(queries), AbortSignal.any([patience, over.signal]), shape);
      const byQuery = divided(values, queries);
      for (const { query, resolve } of all) resolve(byQuery.get(query) ?? []);
    } catch (error) {
      const isDead = error instanceof MetricsUnavailable && error.kind === 'dead';
      if (isDead && !patience.aborted) for (const { reject } of all) reject(error);
      else await askEach(all, shape);
    } finally {
      for (const { signal } of all) signal.removeEventListener('abort', leave);
    }
  };

  const askCollected = (shape: string): void => {
    const all = (collecting.get(shape) ?? []).filter(({ signal }) => !signal.aborted);
    collecting.delete(shape);
    for (const some of portions(all)) {
      const [first] = some;
      if (some.length === 1 && first) void askAlone(first, shape);
      else void askTogether(some, shape);
    }
  };

  return (query, signal, shape) => {
    if (alone.has(shape) || alone.has(query)) return ask(query, signal, shape);
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(noAnswerFrom(queryAddress(server), signal.reason));
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp);
      const settling =
        <Given>(settle: (given: Given) => void) =>
        (given: Given) => {
          signal.removeEventListener('abort', giveUp);
          settle(given);
        };
      const asked = { query, signal, resolve: settling(resolve), reject: settling(reject) };
      const others = collecting.get(shape);
      if (others) others.push(asked);
      else {
        collecting.set(shape, [asked]);
        setTimeout(askCollected, COLLECT_MS, shape);
      }
    });
  };
};

/** As many in each as the server bears. */
function portions(all: readonly Asked[]): Asked[][] {
  const found: Asked[][] = [];
  let characters = 0;
  for (const asked of all) {
    const last = found.at(-1);
    characters += marked(asked.query, MOST_TOGETHER).length;
    if (last && last.length < MOST_TOGETHER && characters <= MOST_CHARACTERS) last.push(asked);
    else {
      found.push([asked]);
      characters = marked(asked.query, MOST_TOGETHER).length;
    }
  }
  return found;
}

/** A comment at the end of a query ends with its line. */
const marked = (query: string, at: number): string => `label_replace(${query}\n,"${TAG}","${at}","","")`;

/** Halved again and again: in a chain of `or` the server would compare each series with all before it. */
const joined = (queries: readonly string[]): string => {
  const join = (parts: readonly string[]): string => {
    const half = Math.ceil(parts.length / 2);
    return half === parts.length
      ? (parts[0] ?? '')
      : `(${join(parts.slice(0, half))} or ${join(parts.slice(half))})`;
  };
  return join(queries.map(marked));
};

function divided(values: readonly Value[], queries: readonly string[]): Map<string, Value[]> {
  const byQuery = new Map<string, Value[]>(queries.map(query => [query, []]));
  for (const { labels, value } of values) {
    const { [TAG]: at, ...own } = labels;
    const found = byQuery.get(queries[Number(at)] ?? '');
    if (at === undefined || !found) throw new MetricsUnavailable('an answer is of no query');
    found.push({ labels: own, value });
  }
  return byQuery;
}
