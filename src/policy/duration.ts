import { z } from 'zod';

const UNITS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SPELLING = /^(\d+(?:\.\d+)?) ?(ms|s|min|h|d)$/;

export const DURATION_EXPECTED = 'a duration such as `10 min`, `2 h` or `500 ms`';

/** Milliseconds, or null when it is not written like `10 min`. Units: ms, s, min, h, d. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = SPELLING.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
}

/** The shortest exact spelling: 600,000 is `10 min`, 1,500 is `1500 ms`. */
export function spellDuration(ms: number): string {
  const units = Object.entries(UNITS).reverse();
  const [unit, size] = units.find(([, length]) => ms >= length && ms % length === 0) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
}

/** Written `10 min`, read as milliseconds. */
export const Duration = z
  .string({ error: DURATION_EXPECTED })
  .regex(SPELLING, DURATION_EXPECTED)
  .transform(text => parseDuration(text) ?? 0);
