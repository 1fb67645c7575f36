import type { HomeView } from '@slack/types';
import type { PersonId } from '../release/terms.ts';
import type { Desk } from './desk.ts';

/** Draws the App Home of somebody who opened it; while they look it is kept up to date. */
export async function publishHome(person: PersonId, { homes, slack }: Desk): Promise<void> {
  await homes.open(person, async view => {
    await slack.interactive.views.publish({ user_id: person, view: view as HomeView });
  });
}
