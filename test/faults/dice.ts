/** Numbers that are the same for the same seed on every machine (mulberry32). */
export interface Dice {
  /** From 0 up to, and without, `below`. */
  below(below: number): number;
  chance(share: number): boolean;
  one<T>(of: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: share => next() < share,
    one: of => of[below(of.length)] as (typeof of)[number],
  };
}
