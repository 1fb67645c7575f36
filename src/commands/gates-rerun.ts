import { ofRelease, told } from './deed.ts';

/** Asks every source anew about the release's commit. */
export const gatesRerun = ofRelease({
  button: 'gates-rerun',
  says: '/release gates rerun [release]',
  meaning: ['approving', 'preparing', 'polling', 'held', 'ready', 'queued'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'RerunGates', by }, { commandId, actor: by }),
      done.gatesRerun,
    ),
});
