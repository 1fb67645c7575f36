import { REMINDER_KINDS } from '../release/reminders.ts';
import type { Instant, PersonId, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';

/** A reminder somebody got directly. */
export interface SentReminder {
  releaseId: ReleaseId;
  eventVersion: number;
  kind: string;
}

/** The last one they got, of one release or of any; null: none. */
export async function lastReminder(
  db: Queryable,
  person: PersonId,
  release: ReleaseId | null,
): Promise<SentReminder | null> {
  const { rows } = await db.query<SentReminder>(
    `select release_id as "releaseId", event_version as "eventVersion", kind from app.notices
     where recipient = $1 and recipient like 'person:%' and state = 'sent' and kind = any($2::text[]) and ($3::text is null or release_id = $3)
     order by seq desc limit 1`,
    [`person:${person}`, REMINDER_KINDS, release],
  );
  return rows[0] ?? null;
}

/**
 * Keeps that somebody wants to be reminded once more. False: this reminder was put off before.
 * @param id of the notice it will be
 */
export async function putOff(
  db: Queryable,
  {
    id,
    releaseId,
    eventVersion,
    kind,
    person,
    until,
  }: SentReminder & {
    id: string;
    person: PersonId;
    until: Instant;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into app.snoozes (notice_id, release_id, event_version, kind, person, due_at)
     select $1::uuid, $2, $3::integer, $4, $5, $6::bigint
     where not exists (select from app.notices where id = $1::uuid)
     on conflict do nothing`,
    [id, releaseId, eventVersion, kind, person, until],
  );
  return rowCount > 0;
}

/** Whether they put off what this reminds of. */
export async function isPutOff(
  db: Queryable,
  { releaseId, kind }: Pick<SentReminder, 'releaseId' | 'kind'>,
  person: PersonId,
): Promise<boolean> {
  const { rows } = await db.query(
    'select from app.snoozes where person = $1 and release_id = $2 and kind = $3 limit 1',
    [person, releaseId, kind],
  );
  return rows.length > 0;
}

/** Makes notices of those whose time has come, in one statement: none is lost, and none told twice. */
export async function wakeSnoozed(db: Queryable): Promise<void> {
  await db.query(
    `with woken as (
       delete from app.snoozes where due_at <= app.now_ms()
       returning notice_id, release_id, event_version, kind, person
     )
     insert into app.notices (id, release_id, event_version, kind, recipient, urgent, due_at, again)
     select notice_id, release_id, event_version, kind, 'person:' || person, false, app.now_ms(), true from woken
     on conflict (id) do nothing`,
  );
}
