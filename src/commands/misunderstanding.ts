import type { Refusal } from '../release/refusals.ts';
import type { Misunderstanding, Misunderstandings } from '../words/misunderstandings.ts';

/** Thrown wherever what a person typed cannot be made sense of; said to them in one place. */
export class Misunderstood extends Error {
  override readonly name = 'Misunderstood';
  readonly why: Misunderstanding;

  constructor(why: Misunderstanding) {
    super(why.unclear);
    this.why = why;
  }
}

export function misunderstood<K extends keyof Misunderstandings>(
  unclear: K,
  details: Misunderstandings[K],
): Misunderstood {
  return new Misunderstood({ unclear, ...details } as Misunderstanding);
}

/** A refusal met on the way to the engine, such as a service nobody knows. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.refusal);
    this.refusal = refusal;
  }
}
