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

export async function keepPreferences(
  db: Queryable,
  person: PersonId,
  preferences: Preferences,
): Promise<void> {
  await db.query(
    `insert into app.preferences (person, preferences, changed_at) values ($1, $2::jsonb, app.now_ms())
     on conflict (person) do update set preferences = excluded.preferences, changed_at = excluded.changed_at`,
    [person, JSON.stringify(preferences)],
  );
}
