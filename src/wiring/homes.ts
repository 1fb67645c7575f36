import type { PreferenceQueries } from '../commands/desk.ts';
import type { Engine } from '../engine/engine.ts';
import { homeDrawer } from '../jobs/draw-home.ts';
import type { People } from '../policy/people.ts';
import type { Policy } from '../policy/policy.ts';
import type { Release } from '../release/state.ts';
import type { PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { RECENT_MS } from '../store/home-viewers.ts';
import { releasesAhead, releasesToShow } from '../store/releases.ts';
import type { Scene } from '../views/scene.ts';
import type { Speech } from '../words/speech.ts';

export interface HomesOptions {
  engine: Engine;
  db: Database;
  people: People;
  policy(): Policy;
  preferences: PreferenceQueries;
  zoneOf(person: PersonId): Promise<string>;
  sceneOf(release: Release): Promise<Scene>;
  speech: Speech;
}

/** Draws anybody's App Home, for whoever opens it and for those who look at it. */
export const homesOf = ({ db, policy, ...means }: HomesOptions) =>
  homeDrawer({
    ...means,
    rowsFor: async owner => releasesToShow(db, { owner, completedSince: (await db.now()) - RECENT_MS }),
    rowsAhead: between => releasesAhead(db, between),
    calendarZone: () => policy().release.calendarZone,
    now: () => db.now(),
  });
