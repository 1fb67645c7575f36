import type { PersonId } from '../release/terms.ts';
import { english } from './english.ts';
import type { Words } from './words.ts';

/** In which words people are spoken to. Nothing here fails: where nobody can tell, it is the workspace's language. */
export interface Speech {
  /** What they chose in their settings, else their language in Slack. */
  toPerson(person: PersonId): Promise<Words>;
  /** The same as it was known last, for where nothing may be waited for. */
  toPersonNow(person: PersonId): Words;
  /** What everybody in a channel reads; null: somewhere else than in Slack. */
  inChannel(channel: string | null): Words;
}

/** One language for everybody. */
export const onlyIn = (words: Words): Speech => ({
  toPerson: async () => words,
  toPersonNow: () => words,
  inChannel: () => words,
});

/** English for everybody. */
export const onlyEnglish: Speech = onlyIn(english);
