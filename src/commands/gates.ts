import { gatePanel } from '../views/gates.ts';
import { ofRelease } from './deed.ts';
import { sceneOf } from './scene-of.ts';

/** What a version has shown of itself, and what would mend what it has not. */
export const gates = ofRelease({
  button: 'gates',
  says: '/release gates [release]',
  meaning: 'any',
  takesWords: false,
  perform: async ({ release }, desk) => gatePanel(release, await sceneOf(release, desk)),
});
