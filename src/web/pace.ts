/** So many in a minute for each key, evenly after a first burst of them. */
export interface Pace {
  /** Seconds until the next one is taken, or 0: it is, and counts. */
  wait(key: string): number;
}

const MINUTE_MS = 60_000;

/** @param clock in milliseconds; any beginning will do */
export function openPace(perMinute: number, clock: () => number = () => performance.now()): Pace {
  const everyMs = MINUTE_MS / perMinute;
  /** When a key would be back at nothing (a leaky bucket, filled as the generic cell rate algorithm does). */
  const emptyAt = new Map<string, number>();
  return {
    wait(key) {
      const now = clock();
      for (const [other, at] of emptyAt) if (at <= now) emptyAt.delete(other);
      const at = Math.max(emptyAt.get(key) ?? now, now) + everyMs;
      if (at - now > MINUTE_MS) return Math.ceil((at - now - MINUTE_MS) / 1000);
      emptyAt.set(key, at);
      return 0;
    },
  };
}
