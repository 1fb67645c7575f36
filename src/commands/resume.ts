import { ofRelease, told } from './deed.ts';

export const resume = ofRelease({
  button: 'resume',
  says: '/release resume [release]',
  meaning: ['deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(await engine.handle(release.id, { type: 'Resume', by }, { commandId, actor: by }), done.resumed),
});
