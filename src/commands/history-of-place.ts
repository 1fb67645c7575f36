import { fromRecord, laneStream, ORGANISATION_STREAM, releaseStream } from '../engine/folds.ts';
import type { LaneEvent } from '../release/lane.ts';
import type { OrganisationEvent } from '../release/organisation.ts';
import type { ReleaseEvent } from '../release/state.ts';
import { type Environment, TMINUS } from '../release/terms.ts';
import type { Queryable } from '../store/database.ts';
import { readStream } from '../store/event-log.ts';
import { releasesOf } from '../store/releases.ts';
import type { PlaceEntry } from '../views/place-story.ts';

/** Exceptions are looked for in so many releases, the latest first. */
const RELEASES_LOOKED_AT = 50;

/** Locks, freezes by hand that reach here, and exceptions made for releases that went here. */
export async function historyOfPlace(
  db: Queryable,
  place: { service: string; environment: Environment },
): Promise<PlaceEntry[]> {
  const [lane, organisation, rows] = await Promise.all([
    readStream(db, laneStream(place)),
    readStream(db, ORGANISATION_STREAM),
    releasesOf(db, place, RELEASES_LOOKED_AT),
  ]);
  const locks = lane.flatMap(record => {
    const event = fromRecord<LaneEvent>(record);
    return event.type === 'LaneLocked' || event.type === 'LaneUnlocked' ? [{ at: record.at, event }] : [];
  });
  const reaching = new Set<string>();
  const freezes = organisation.flatMap(record => {
    const event = fromRecord<OrganisationEvent>(record);
    if (event.type === 'FreezeSet' && event.by !== TMINUS && reaches(event, place)) reaching.add(event.id);
    const isOurs = (event.type === 'FreezeSet' || event.type === 'FreezeLifted') && reaching.has(event.id);
    return isOurs ? [{ at: record.at, event }] : [];
  });
  const exceptions = await Promise.all(
    rows.map(async ({ id }) =>
      (await readStream(db, releaseStream(id))).flatMap(record => {
        const event = fromRecord<ReleaseEvent>(record);
        return event.type === 'ExceptionMade' ? [{ at: record.at, event: { ...event, release: id } }] : [];
      }),
    ),
  );
  return [...locks, ...freezes, ...exceptions.flat()];
}

const reaches = (
  { services, environments }: { services: readonly string[]; environments: readonly Environment[] },
  { service, environment }: { service: string; environment: Environment },
): boolean =>
  (services.length === 0 || services.includes(service)) &&
  (environments.length === 0 || environments.includes(environment));
