import { skipModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { OVERRIDABLE } from './override.ts';
import { groupsAmong } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** Lets a release go out although gates have not passed; for those whom the policy names, with a reason and a mark. */
export const skipSecurity = withReason({
  button: 'skip-security',
  says: '/release skip-security [release] <reason>',
  meaning: OVERRIDABLE,
  deed: 'skip',
  modal: skipModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const groups = await groupsAmong(release.terms.permissions?.['skip-security'] ?? [], by, desk);
    const command = { type: 'SkipGates', by, groups, reason } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.skipped,
    );
  },
});
