import { ofRelease, told } from './deed.ts';

export const reopen = ofRelease({
  button: 'reopen',
  says: '/release reopen [release]',
  meaning: ['held'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'ReopenPoll', by }, { commandId, actor: by }),
      done.reopened,
    ),
});
