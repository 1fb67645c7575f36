import { setTimeout as pause } from 'node:timers/promises';

export interface TurnstileOptions {
  /** So many pass at once after a rest … */
  burst: number;
  /** … and then so many each second. */
  perSecond: number;
  /** A timer unless told otherwise. */
  wait?: (ms: number) => Promise<unknown>;
}

interface Waiting {
  /** When it is their turn. */
  at: number;
  pass(): void;
}

/**
 * Whoever calls waits for their turn, in order. Acknowledgements have three seconds and answers as long as
 * they take, so a flood of commands must not have its answers compete with its acknowledgements. For the same reason
 * those who wait share one timer.
 */
export function turnstile(
  { burst, perSecond, wait = pause }: TurnstileOptions,
  now = () => performance.now(),
): () => Promise<void> {
  const everyMs = 1_000 / perSecond;
  const waiting: Waiting[] = [];
  let nextAt = Number.NEGATIVE_INFINITY;
  let isOpen = false;

  async function letPass(): Promise<void> {
    isOpen = true;
    for (let first = waiting[0]; first; first = waiting[0]) {
      const ms = first.at - now();
      if (ms > 0) await wait(ms);
      waiting.shift();
      first.pass();
    }
    isOpen = false;
  }

  return () => {
    const at = now();
    nextAt = Math.max(nextAt, at - burst * everyMs) + everyMs;
    if (nextAt <= at) return Promise.resolve();
    return new Promise(pass => {
      waiting.push({ at: nextAt, pass });
      if (!isOpen) void letPass();
    });
  };
}
