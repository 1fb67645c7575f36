import { hasEnded } from '../release/ending.ts';
import { STATUSES } from '../release/state.ts';
import { abortModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** Before anything was changed on the target it cancels, afterwards it rolls back. */
export const abort = withReason({
  button: 'abort',
  says: '/release abort [release] [reason]',
  meaning: STATUSES.filter(status => !hasEnded(status) && status !== 'rolling-back'),
  deed: 'abort',
  optional: true,
  modal: abortModal,
  carryOut: async ({ release, person: by, commandId, reason }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'Abort', by, reason }, { commandId, actor: by }),
      done.aborted,
    ),
});
