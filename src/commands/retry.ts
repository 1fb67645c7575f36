import { ofRelease, told } from './deed.ts';

export const retry = ofRelease({
  button: 'retry',
  says: '/release retry [release]',
  meaning: ['failed', 'deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(await engine.handle(release.id, { type: 'Retry', by }, { commandId, actor: by }), done.retried),
});
