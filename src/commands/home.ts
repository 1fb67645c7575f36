import type { PersonId } from '../release/terms.ts';
import { appHome } from '../views/app-home.ts';
import type { Desk } from './desk.ts';
import { readerOf, scenesOf } from './scene-of.ts';

const SHOWN = 15;

/** Draws the App Home of somebody who opened it. */
export async function publishHome(person: PersonId, desk: Desk): Promise<void> {
  const ids = (await desk.releases.live()).slice(0, SHOWN).map(row => row.id);
  const [live, reader] = await Promise.all([scenesOf(ids, desk), readerOf(person, desk)]);
  await desk.slack.interactive.views.publish({ user_id: person, view: appHome(live, reader, desk.words) });
}
