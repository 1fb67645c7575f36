import { askingTimes } from '../release/asking.ts';
import { refuse } from '../release/refusals.ts';
import type { Instant } from '../release/terms.ts';
import { readRemindMe, remindMeModal } from '../views/remind-me-modal.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';
import { momentMeant } from './moment-meant.ts';

const says = '/release remind-me [release] <when>';

/** Puts the reminder of an approval off, once. */
export const remindMe: Intent = {
  ...ofRelease({
    button: 'remind-me',
    says,
    meaning: ['approving'],
    takesWords: true,
    answers: true,
    perform: async (asked, desk) => {
      const { release, person, said, triggerId } = asked;
      if (said) return putOff(asked, (await momentMeant(said, person, desk)).at, desk);
      if (!triggerId) throw misunderstood('argument-missing', { what: 'until', says });
      const leftMs = (askingTimes(release)?.expiresAt ?? desk.now()) - desk.now();
      await openModal(
        triggerId,
        aboutRelease(remindMeModal(release, leftMs, desk.words), release, asked),
        desk,
      );
      return null;
    },
  }),
  submitted: ({ values, metadata, person, commandId }, desk) => {
    const { about, place } = readAboutRelease(metadata);
    const work = async (): Promise<Answer> => {
      const release = await desk.engine.load(about.r);
      if (!release?.digest.startsWith(about.d)) return refuse('superseded', {});
      return putOff({ release, person, commandId }, readRemindMe(values, desk.now()), desk);
    };
    return { work, answerIn: place };
  },
};

async function putOff(
  { release, person: by, commandId }: Pick<AskedOfRelease, 'release' | 'person' | 'commandId'>,
  until: Instant,
  { engine, words }: Desk,
): Promise<Answer> {
  const command = { type: 'SnoozeReminder', by, until } as const;
  const outcome = await engine.handle(release.id, command, { commandId, actor: by });
  return told(outcome, it => words.done.snoozed(it, until));
}
