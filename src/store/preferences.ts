import { z } from 'zod';
import { LANGUAGES } from '../release/language.ts';
import { DIRECT_MESSAGES, PREFERENCES, type Preferences } from '../release/preferences.ts';
import type { PersonId } from '../release/terms.ts';
import type { Queryable } from './database.ts';

/** What a newer version wrote and this one does not know counts as not chosen. */
const Kept = z.object({
  language: z.enum(LANGUAGES).nullable().catch(PREFERENCES.language),
  email: z.boolean().catch(PREFERENCES.email),
  quiet: z.object({ from: z.string(), until: z.string() }).nullable().catch(PREFERENCES.quiet),
  direct: z.enum(DIRECT_MESSAGES).catch(PREFERENCES.direct),
});

/** Of somebody who chose nothing they are `PREFERENCES`. */
export async function preferencesOf(db: Queryable, person: PersonId): Promise<Preferences> {
  const { rows } = await db.query<{ preferences: unknown }>(
    'select preferences from app.preferences where person = $1',
    [person],
  );
  return rows[0] ? Kept.parse(rows[0].preferences) : PREFERENCES;
}

/** Changes what is named and leaves the rest, also when somebody else's process changes something at the same moment. */
export async function keepPreferences(
  db: Queryable,
  person: PersonId,
  chosen: Partial<Preferences>,
): Promise<Preferences> {
  const { rows } = await db.query<{ preferences: unknown }>(
    `insert into app.preferences as old (person, preferences, changed_at)
     values ($1, $2::jsonb || $3::jsonb, app.now_ms())
     on conflict (person) do update
       set preferences = old.preferences || $3::jsonb, changed_at = excluded.changed_at
     returning preferences`,
    [person, JSON.stringify(PREFERENCES), JSON.stringify(chosen)],
  );
  return Kept.parse(rows[0]?.preferences);
}
