import type { Engine } from '../engine/engine.ts';
import type { People } from '../policy/people.ts';
import { calendarMonth, monthAt, monthsAfter } from '../release/calendar.ts';
import type { Preferences } from '../release/preferences.ts';
import type { Release } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import type { ReleaseRow } from '../store/releases.ts';
import { inCalendar } from '../store/releases-in-calendar.ts';
import { appHome } from '../views/app-home.ts';
import type { Scene } from '../views/scene.ts';
import type { Mailable } from '../views/settings.ts';
import type { Speech } from '../words/speech.ts';

export interface HomeMeans {
  engine: Pick<Engine, 'load' | 'organisation'>;
  people: Pick<People, 'groupsOf' | 'rolesOf'>;
  /** Those that may wait for somebody, are theirs or are the newest that are live, newest first; and how many are live. */
  rowsFor(person: PersonId): Promise<{ rows: ReleaseRow[]; live: number }>;
  /** Those that are planned for the time between. */
  rowsAhead(between: { from: Instant; until: Instant }): Promise<ReleaseRow[]>;
  sceneOf(release: Release): Promise<Scene>;
  preferences: { of(person: PersonId): Promise<Preferences>; mailable(person: PersonId): Promise<Mailable> };
  zoneOf(person: PersonId): Promise<string>;
  /** By whose clocks days are counted. */
  calendarZone(): string;
  speech: Speech;
  now(): Promise<Instant>;
}

const DAYS_AHEAD = 14;
const DAY_MS = 86_400_000;

/** Draws the App Home of a person from what there is now. */
export const homeDrawer =
  (means: HomeMeans) =>
  async (person: PersonId): Promise<ReturnType<typeof appHome>> => {
    const { engine, people, sceneOf, speech } = means;
    const [{ rows, live }, groups, roles, words, ahead, settings] = await Promise.all([
      means.rowsFor(person),
      people.groupsOf(person).catch(() => []),
      people.rolesOf(person).catch(() => []),
      speech.toPerson(person),
      daysAhead(means),
      settingsOf(person, means),
    ]);
    const loaded = await Promise.all(rows.map(({ id }) => engine.load(id)));
    const shown = await Promise.all(
      loaded.flatMap(release =>
        release === null ? [] : [sceneOf(release).then(scene => ({ release, scene: { ...scene, words } }))],
      ),
    );
    return appHome(shown, { person, groups, roles }, words, { live, ahead, settings });
  };

async function daysAhead({ engine, rowsAhead, calendarZone, now }: HomeMeans) {
  const [from, zone] = [await now(), calendarZone()];
  const until = from + DAYS_AHEAD * DAY_MS;
  const [rows, organisation] = await Promise.all([rowsAhead({ from, until }), engine.organisation()]);
  const releases = rows.map(inCalendar);
  const anywhere = { service: null, environment: null };
  const month = monthAt(from, zone);
  const months = [month, monthsAfter(month, 1)].map(one =>
    calendarMonth(one, zone, releases, organisation, anywhere),
  );
  return { months, from, until, zone };
}

async function settingsOf(person: PersonId, { preferences, zoneOf }: HomeMeans) {
  const [chosen, mailable, zone] = await Promise.all([
    preferences.of(person),
    preferences.mailable(person),
    zoneOf(person),
  ]);
  return { preferences: chosen, mailable, zone };
}
