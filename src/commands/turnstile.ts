import { setTimeout as pause } from 'node:timers/promises';

export interface TurnstileOptions {
  /** So many pass at once after a rest … */
  burst: number;
  /** … and then so many each second. */
  perSecond: number;
  /** A timer unless told otherwise. */
  wait?: (ms: number) => Promise<unknown>;
}

/**
 * Whoever calls waits for their turn, in order. Acknowledgements have three seconds and answers as long as
 * they take, so a flood of commands must not have its answers compete with its acknowledgements.
 */
export function turnstile(
  { burst, perSecond, wait = pause }: TurnstileOptions,
  now = () => performance.now(),
): () => Promise<void> {
  const everyMs = 1_000 / perSecond;
  let nextAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const at = now();
    nextAt = Math.max(nextAt, at - burst * everyMs) + everyMs;
    if (nextAt > at) await wait(nextAt - at);
  };
}
