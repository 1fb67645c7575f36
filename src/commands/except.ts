import { exceptModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** Whoever the freeze or the release windows name lets one release start in spite of them. */
export const except = withReason({
  button: 'except',
  says: '/release except [release] <reason>',
  meaning: ['queued', 'held', 'ready', 'polling', 'preparing', 'approving', 'failed'],
  deed: 'except',
  modal: exceptModal,
  carryOut: async ({ release, person: by, commandId, reason }, { engine, people, words: { done } }) => {
    const groups = await people.groupsOf(by, { fresh: true });
    const outcome = await engine.handle(
      release.id,
      { type: 'MakeException', by, groups, reason },
      { commandId, actor: by },
    );
    return told(outcome, done.excepted);
  },
});
