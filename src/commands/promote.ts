import { ofRelease, told } from './deed.ts';

/** Ends the bake that is going on; refused while something was found. */
export const promote = ofRelease({
  button: 'promote',
  says: '/release promote [release]',
  meaning: ['deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(await engine.handle(release.id, { type: 'Promote', by }, { commandId, actor: by }), done.promoted),
});
