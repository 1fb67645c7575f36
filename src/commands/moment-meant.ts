import { isUnread, type Moment, type MomentUnread, type Reading, readMoment } from '../release/moments.ts';
import type { PersonId } from '../release/terms.ts';
import type { Desk } from './desk.ts';
import { type Misunderstood, misunderstood } from './misunderstanding.ts';

/** How somebody's moments are read: by the clocks of their own Slack time zone, unless they write another. */
export async function readingOf(person: PersonId, desk: Pick<Desk, 'zoneOf' | 'now'>): Promise<Reading> {
  return { now: desk.now(), zone: await desk.zoneOf(person) };
}

/**
 * The moment somebody typed, which has to be still ahead.
 * @throws Misunderstood what is not understood, lacks its time of day, is over, is skipped or comes twice
 */
export async function momentMeant(
  text: string,
  person: PersonId,
  desk: Pick<Desk, 'zoneOf' | 'now'>,
): Promise<Moment> {
  const reading = await readingOf(person, desk);
  return mustBeAhead(text, readMoment(text, reading), reading);
}

/** @throws Misunderstood */
export function mustBeAhead(found: string, read: Moment | MomentUnread, { now }: Reading): Moment {
  const moment = mustBeRead(read);
  if (moment.at <= now) throw misunderstood('moment-past', { found, ...moment });
  return moment;
}

/** @throws Misunderstood */
export function mustBeRead(read: Moment | MomentUnread): Moment {
  if (isUnread(read)) throw unclearMoment(read);
  return read;
}

const unclearMoment = (read: MomentUnread): Misunderstood => misunderstood('moment-unclear', { read });
