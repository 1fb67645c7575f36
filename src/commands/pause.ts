import { ofRelease, told } from './deed.ts';

export const pause = ofRelease({
  button: 'pause',
  says: '/release pause [release] [reason]',
  meaning: ['deploying'],
  takesWords: true,
  perform: async ({ release, person: by, said: reason, commandId }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'Pause', by, reason }, { commandId, actor: by }),
      done.paused,
    ),
});
