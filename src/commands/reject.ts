import { sayOf } from '../release/voices.ts';
import { rejectModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';
import { speakingOf } from './speaking.ts';

export const reject = withReason({
  button: 'reject',
  says: '/release reject [release] <reason>',
  meaning: ['approving'],
  answers: true,
  deed: 'reject',
  modal: rejectModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const { id, digest, terms } = release;
    const speaking = await speakingOf(by, desk, terms.approvals ? sayOf(terms.approvals) : []);
    const command = { type: 'Reject', ...speaking, digest, reason } as const;
    const outcome = await desk.engine.handle(id, command, { commandId, actor: by });
    return told(outcome, desk.words.done.rejected);
  },
});
