import { problemModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';
import { rolesHeld } from './roles-held.ts';

/** Somebody who is asked about a completed release is not content with it. */
export const problem = withReason({
  button: 'problem',
  says: '/release problem [release] <what>',
  meaning: ['completed'],
  deed: 'problem',
  modal: problemModal,
  carryOut: async ({ release, person: by, commandId, reason: what }, desk) => {
    const { engine, words } = desk;
    const roles = await rolesHeld(by, release.terms.closing?.roles ?? [], desk);
    const command = { type: 'ReportProblem', by, roles, what } as const;
    return told(await engine.handle(release.id, command, { commandId, actor: by }), words.done.problemNoted);
  },
});
