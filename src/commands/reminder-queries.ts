import { noticeId } from '../engine/consequences.ts';
import type { Queryable } from '../store/database.ts';
import { lastReminder, putOff } from '../store/snoozes.ts';
import type { ReminderQueries } from './desk.ts';

/** The same reminder put off has always the same id, so it comes once more and no oftener. */
export const reminderQueries = (db: Queryable): ReminderQueries => ({
  last: (person, release) => lastReminder(db, person, release),
  putOff: (reminder, person, until) => {
    const id = noticeId({ ...reminder, recipient: `person:${person}/again` });
    return putOff(db, { ...reminder, id, person, until });
  },
});
