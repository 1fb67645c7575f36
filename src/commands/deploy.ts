import { ofRelease, told } from './deed.ts';

export const deploy = ofRelease({
  button: 'deploy',
  says: '/release deploy [release]',
  meaning: ['ready', 'held'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(await engine.handle(release.id, { type: 'Deploy', by }, { commandId, actor: by }), done.deployAsked),
});
