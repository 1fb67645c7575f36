import { rollbackChoice } from '../views/rollback-choice.ts';
import type { Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { candidatesOf, rollbackScope } from './rollback-scope.ts';
import { statusOf } from './status.ts';
import { releaseOfThread } from './which-release.ts';

/** How a rollback stands, or what could be rolled back. Never acts. */
export const rollbackStatus: Intent = {
  button: 'rollback-status',
  says: '/rollback status [service] [environment]',
  perform: async (asked, desk) => {
    const thread = asked.about?.r ?? (await releaseOfThread(asked, desk));
    const release = thread ? await desk.engine.load(thread) : null;
    if (release) return statusOf(release, asked.person, desk);
    const { standing } = await rollbackScope(asked, desk);
    const [coming] = standing['coming-back'];
    if (coming) return statusOf(coming, asked.person, desk);
    const possible = candidatesOf([...standing.candidate, ...standing.older]);
    if (possible.length > 0) return rollbackChoice(possible, desk.words);
    const [last] = standing.over;
    if (last) return statusOf(last, asked.person, desk);
    throw misunderstood('nothing-to-roll-back', {});
  },
};
