import type { ModalView } from '@slack/types';
import { refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import { REASON_BLOCK, readReason } from '../views/reason-modals.ts';
import { refusalMessage } from '../views/refusal.ts';
import type { Words } from '../words/words.ts';
import { type AskedOfRelease, type Deed, ofRelease } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent, Submitted } from './intent.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';

/** Somebody with a reason, typed or from the modal. */
export type Reasoned = Pick<AskedOfRelease, 'release' | 'person' | 'commandId'> & {
  reason: string;
  /** As typed; the modal has none. */
  flags?: AskedOfRelease['flags'];
};

export interface ReasonedDeed extends Pick<Deed, 'button' | 'says' | 'meaning' | 'answers' | 'flags'> {
  /** What it is called in a refusal. */
  deed: string;
  /** Whether it may be done without saying why. */
  optional?: true;
  modal(release: Release, words: Words): ModalView;
  carryOut(reasoned: Reasoned, desk: Desk): Promise<Answer>;
}

/** An intent that needs a reason: typed behind the command, or asked for in a modal. */
export function withReason(reasoned: ReasonedDeed): Intent {
  const { button, says, meaning, answers, flags, deed, optional = false, modal, carryOut } = reasoned;
  const missing = refuse('reason-missing', { deed });
  return {
    ...ofRelease({
      button,
      says,
      meaning,
      takesWords: true,
      ...(answers && { answers }),
      ...(flags && { flags }),
      perform: async (asked, desk) => {
        if (asked.said || (optional && !asked.triggerId))
          return carryOut({ ...asked, reason: asked.said }, desk);
        if (!asked.triggerId) return missing;
        await openModal(
          asked.triggerId,
          aboutRelease(modal(asked.release, desk.words), asked.release, asked),
          desk,
        );
        return null;
      },
    }),
    submitted: ({ values, metadata, person, commandId }: Submitted, desk) => {
      const reason = readReason(values).trim();
      if (!reason && !optional)
        return { errors: { [REASON_BLOCK]: refusalMessage(missing, desk.words).text } };
      const { about, place } = readAboutRelease(metadata);
      const work = async (): Promise<Answer> => {
        const release = await desk.engine.load(about.r);
        if (!release?.digest.startsWith(about.d)) return refuse('superseded', {});
        return carryOut({ release, person, commandId, reason }, desk);
      };
      return { work, answerIn: place };
    },
  };
}
