import { ofRelease, told } from './deed.ts';

/** After the time to approve was over: the same people get a fresh one. */
export const askAgain = ofRelease({
  button: 'ask-again',
  says: '/release ask-again [release]',
  meaning: ['approving'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'AskAgain', by }, { commandId, actor: by }),
      done.askedAgain,
    ),
});
