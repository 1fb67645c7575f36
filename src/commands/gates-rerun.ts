import { gatesAskedAgain } from '../views/gates.ts';
import { ofRelease } from './deed.ts';

/** Asks every source anew about the release's commit. */
export const gatesRerun = ofRelease({
  button: 'gates-rerun',
  says: '/release gates rerun [release]',
  meaning: ['approving', 'preparing', 'polling', 'held', 'ready', 'queued'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, words }) => {
    const outcome = await engine.handle(release.id, { type: 'RerunGates', by }, { commandId, actor: by });
    if (outcome.is === 'refused') return outcome.refusal;
    return outcome.repeated ? null : gatesAskedAgain(outcome.release, words);
  },
});
