import { hasEnded } from '../release/ending.ts';
import { STATUSES } from '../release/state.ts';
import { pastReturnChoice } from '../views/past-return-choice.ts';
import { abortModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { groupsAtOnce, groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** Before anything was changed on the target it cancels, afterwards it rolls back. */
export const abort = withReason({
  button: 'abort',
  says: '/release abort [release] [reason]',
  meaning: STATUSES.filter(status => !hasEnded(status) && status !== 'rolling-back'),
  deed: 'abort',
  optional: true,
  modal: abortModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const { engine, words } = desk;
    // Once something is out this takes it back, which nothing may hold up.
    const ask = release.rollout?.changed ? groupsAtOnce : groupsFor;
    const groups = await ask('abort', release, by, desk);
    const command = { type: 'Abort', by, groups, reason } as const;
    const outcome = await engine.handle(release.id, command, { commandId, actor: by });
    if (outcome.is === 'refused' && outcome.refusal.refusal === 'past-return')
      return pastReturnChoice(outcome.release ?? release, outcome.refusal, {}, words);
    return told(outcome, words.done.aborted);
  },
});
