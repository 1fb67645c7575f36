import { takeOverModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** A person ends a rollback that does not get through by hand. */
export const takeOver = withReason({
  button: 'take-over',
  says: '/rollback take-over [release] <reason>',
  meaning: ['rolling-back'],
  deed: 'take over',
  modal: takeOverModal,
  carryOut: async ({ release, person: by, commandId, reason }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'TakeOver', by, reason }, { commandId, actor: by }),
      done.tookOver,
    ),
});
