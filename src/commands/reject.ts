import { rejectModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

export const reject = withReason({
  button: 'reject',
  says: '/release reject [release] <reason>',
  meaning: ['approving'],
  answers: true,
  deed: 'reject',
  modal: rejectModal,
  carryOut: async ({ release, person: by, commandId, reason }, { engine, people, words: { done } }) => {
    const groups = await people.groupsOf(by, { fresh: true });
    const { id, digest } = release;
    const outcome = await engine.handle(
      id,
      { type: 'Reject', by, groups, digest, reason },
      { commandId, actor: by },
    );
    return told(outcome, done.rejected);
  },
});
