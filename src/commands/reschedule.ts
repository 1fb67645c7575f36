import { BEFORE_TURN, type Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { readRescheduleForm, rescheduleModal, START_BLOCK } from '../views/reschedule-modal.ts';
import { plain } from '../words/mrkdwn.ts';
import { sayMisunderstanding } from '../words/say-misunderstanding.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';
import { momentMeant } from './moment-meant.ts';
import { groupsFor } from './permitted-groups.ts';
import { startEcho } from './start-echo.ts';

const says = '/release reschedule [release] <when>|none';

/** Plans, moves or takes off the time at which a release starts by itself. It voids nothing. */
export const reschedule: Intent = {
  ...ofRelease({
    button: 'reschedule',
    says,
    meaning: BEFORE_TURN,
    takesWords: true,
    perform: async (asked, desk) => {
      const { release, said, triggerId, person } = asked;
      if (said) return move(release, await startMeant(said, person, desk), asked, desk);
      if (!triggerId) throw misunderstood('argument-missing', { what: 'when', says });
      await openModal(triggerId, aboutRelease(rescheduleModal(release, desk.words), release, asked), desk);
      return null;
    },
  }),
  submitted: ({ values, metadata, person, commandId }, desk) => {
    const startAt = readRescheduleForm(values);
    const now = desk.now();
    if (startAt !== null && startAt <= now) {
      const past = { unclear: 'start-past' as const, now };
      return { errors: { [START_BLOCK]: plain(sayMisunderstanding(past, desk.words)) } };
    }
    const { about, place } = readAboutRelease(metadata);
    const work = async (): Promise<Answer> => {
      const release = await desk.engine.load(about.r);
      return release && move(release, startAt, { person, commandId }, desk);
    };
    return { work, answerIn: place };
  },
};

/** Whole seconds, as Slack's picker has them; null takes the time off. @throws Misunderstood */
export async function startMeant(text: string, person: string, desk: Desk): Promise<Instant | null> {
  if (/^(none|never|无)$/i.test(text.trim())) return null;
  const { at } = await momentMeant(text, person, desk);
  return Math.ceil(at / 1000) * 1000;
}

async function move(
  release: Release,
  startAt: Instant | null,
  { person: by, commandId }: Pick<AskedOfRelease, 'person' | 'commandId'>,
  desk: Desk,
): Promise<Answer> {
  const groups = await groupsFor('reschedule', release, by, desk);
  const command = { type: 'Reschedule', by, groups, startAt } as const;
  const outcome = await desk.engine.handle(release.id, command, { commandId, actor: by });
  const echo = outcome.is === 'done' ? await startEcho(outcome.release, by, desk) : '';
  return told(outcome, release => `${desk.words.done.rescheduled(release)}${echo}`);
}
