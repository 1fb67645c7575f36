import { reviewModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** Closes the review that the use of an override owes, with what it found. */
export const review = withReason({
  button: 'review',
  says: '/release review [release] <what was found>',
  meaning: 'any',
  deed: 'review',
  modal: reviewModal,
  carryOut: async ({ release, person: by, commandId, reason: found }, desk) => {
    const groups = await groupsFor('review', release, by, desk);
    const command = { type: 'FinishReview', by, groups, found } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.reviewed,
    );
  },
});
