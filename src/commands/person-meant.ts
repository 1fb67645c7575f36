import type { PersonId } from '../release/terms.ts';
import { misunderstood } from './misunderstanding.ts';

/** Whom a mention names; Slack hands it over with the id. @throws Misunderstood */
export function personMeant(text: string): PersonId {
  const id = personIn(text);
  if (id === null) throw misunderstood('person-unclear', { found: text });
  return id;
}

/** The same, or null where it is no mention. */
const personIn = (text: string): PersonId | null => /^<@([UW][A-Z0-9]{2,})>$/.exec(text)?.[1] ?? null;
