import type { Refusal } from '../release/refusals.ts';

/** What was typed never became a command of a release: why, with what was probably meant. Nothing was changed. */
export interface Misunderstandings {
  'word-unknown': { command: string; found: string; meant: string | null; known: readonly string[] };
  'flag-unknown': { found: string; meant: string | null; says: string };
  'flag-needs-value': { flag: string; says: string };
  'flag-not-yet': { flag: string };
  'value-unknown': { what: string; found: string; meant: string | null; known: readonly string[] };
  'argument-missing': { what: string; says: string };
  'argument-extra': { found: string; says: string };
  'environment-unknown': { found: string; meant: string | null; known: readonly string[] };
  'duration-unclear': { found: string };
  'nothing-fits': { deed: string };
  'nothing-here': Record<never, never>;
  'nothing-to-roll-back': Record<never, never>;
  'several-meant': { known: readonly string[] };
  'form-needs-command': { typed: string };
  'no-output': { step: string };
  'confirm-in-modal': { id: string; digest: string; version: string };
  'too-slow': Record<never, never>;
}

export type Misunderstanding = {
  [K in keyof Misunderstandings]: { unclear: K } & Misunderstandings[K];
}[keyof Misunderstandings];

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
