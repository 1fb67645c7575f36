/** Long enough that others hardly notice, short enough that what was mended joins them again. */
const ALONE_FOR_MS = 10 * 60_000;
const REMEMBERED = 1_000;

export interface Loners {
  has(name: string): boolean;
  add(name: string): void;
}

/**
 * What is to be asked by itself for a while.
 * @param now a clock that never goes back, in milliseconds
 */
export function loners(now = () => performance.now()): Loners {
  const until = new Map<string, number>();
  return {
    has: name => (until.get(name) ?? 0) > now(),
    add(name) {
      until.delete(name);
      until.set(name, now() + ALONE_FOR_MS);
      const oldest = until.keys().next().value;
      if (until.size > REMEMBERED && oldest !== undefined) until.delete(oldest);
    },
  };
}
