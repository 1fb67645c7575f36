import { reviewModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** Closes the review that the use of an override owes, with what it found. */
export const review = withReason({
  button: 'review',
  says: '/release review [release] <what was found>',
  meaning: 'any',
  deed: 'review',
  modal: reviewModal,
  carryOut: async ({ release, person: by, commandId, reason: found }, { engine, words: { done } }) =>
    told(
      await engine.handle(release.id, { type: 'FinishReview', by, found }, { commandId, actor: by }),
      done.reviewed,
    ),
});
