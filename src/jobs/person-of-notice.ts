import type { PersonId } from '../release/terms.ts';

/** The one person a notice goes to, directly or by mail; null: it is for everybody there. */
export const personOf = (recipient: string): PersonId | null =>
  /^(?:person|mail):([^/]+)$/.exec(recipient)?.[1] ?? null;
