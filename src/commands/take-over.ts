import { takeOverModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** A person ends a rollback that does not get through by hand. */
export const takeOver = withReason({
  button: 'take-over',
  says: '/rollback take-over [release] <reason>',
  meaning: ['rolling-back'],
  deed: 'take over',
  modal: takeOverModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const groups = await groupsFor('take-over', release, by, desk);
    const command = { type: 'TakeOver', by, groups, reason } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.tookOver,
    );
  },
});
