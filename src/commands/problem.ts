import { problemModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** Somebody who is asked about a completed release is not content with it. */
export const problem = withReason({
  button: 'problem',
  says: '/release problem [release] <what>',
  meaning: ['completed'],
  deed: 'problem',
  modal: problemModal,
  carryOut: async ({ release, person: by, commandId, reason: what }, { engine, people, words: { done } }) => {
    const roles = await people.rolesOf(by, { fresh: true });
    const command = { type: 'ReportProblem', by, roles, what } as const;
    return told(await engine.handle(release.id, command, { commandId, actor: by }), done.problemNoted);
  },
});
