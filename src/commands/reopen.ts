import { ofRelease, told } from './deed.ts';
import { done } from './done.ts';

export const reopen = ofRelease({
  button: 'reopen',
  says: '/release reopen [release]',
  meaning: ['held'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine }) =>
    told(
      await engine.handle(release.id, { type: 'ReopenPoll', by }, { commandId, actor: by }),
      done.reopened,
    ),
});
