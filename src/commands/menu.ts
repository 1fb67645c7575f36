import { menu as menuAnswer } from '../views/menu.ts';
import type { Intent } from './intent.ts';
import { readerOf, scenesOf } from './scene-of.ts';
import { liveHere, releaseOfThread, servicesHere } from './which-release.ts';

const SHOWN = 5;

/** The answer to a bare `/release`: what this person can do here now. */
export const menu: Intent = {
  button: 'menu',
  says: '/release',
  perform: async (asked, desk) => {
    const live = await desk.releases.live();
    const here = liveHere(live, asked, desk);
    const services = servicesHere(asked, desk);
    const ofRoom = await releaseOfThread(asked, desk);
    const ids = ofRoom ? [ofRoom] : (services.length > 0 ? here : live).slice(0, SHOWN).map(row => row.id);
    const [releases, reader] = await Promise.all([scenesOf(ids, desk), readerOf(asked.person, desk)]);
    return menuAnswer(releases, { services, words: desk.words }, reader);
  },
};
