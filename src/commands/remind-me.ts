import { askingTimes } from '../release/asking.ts';
import type { NoticeKind } from '../release/notices.ts';
import { endOf } from '../release/question-end.ts';
import { type Refusal, refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import type { SentReminder } from '../store/snoozes.ts';
import { sentence } from '../views/refusal.ts';
import { readRemindMe, remindMeModal } from '../views/remind-me-modal.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';
import { momentMeant } from './moment-meant.ts';
import { namesNothing, readNaming } from './naming.ts';
import { releaseOfThread } from './which-release.ts';

const says = '/release remind-me [release] <when>';

const ofThatRelease = ofRelease({
  button: 'remind-me',
  says,
  meaning: 'any',
  takesWords: true,
  perform: async (asked, desk) => {
    const { release, person, said, triggerId } = asked;
    if (asked.about && !release.digest.startsWith(asked.about.d)) return refuse('superseded', {});
    if (said) return putOff(asked, (await momentMeant(said, person, desk)).at, desk);
    if (!triggerId) throw misunderstood('argument-missing', { what: 'until', says });
    const found = await reminderOf(release, person, desk);
    if ('refusal' in found) return found;
    const ends = found.of === 'approval' ? (askingTimes(release)?.expiresAt ?? desk.now()) : Infinity;
    const modal = remindMeModal(release, ends - desk.now(), desk.words);
    await openModal(triggerId, aboutRelease(modal, release, asked), desk);
    return null;
  },
});

/** Puts a reminder that came directly off, once. */
export const remindMe: Intent = {
  ...ofThatRelease,
  perform: async (asked, desk) => ofThatRelease.perform(await aboutLastReminder(asked, desk), desk),
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

/** Whoever names no release means the one they were reminded of last. */
async function aboutLastReminder(asked: Asked, desk: Desk): Promise<Asked> {
  const isNamed = asked.about != null || !namesNothing(readNaming(asked.words, desk.policy()));
  if (isNamed || (await releaseOfThread(asked, desk)) !== null) return asked;
  const last = await desk.reminders.last(asked.person, null);
  return last ? { ...asked, about: { r: last.releaseId, d: '' } } : asked;
}

/** That of an approval is on record, like all that is about approving; any other concerns nobody else. */
type Reminder = { of: 'approval' } | ({ of: 'notice' } & SentReminder);

/** What they were reminded of last, if it is still wanted. */
async function reminderOf(release: Release, person: PersonId, desk: Desk): Promise<Reminder | Refusal> {
  const { status, approvals } = release;
  if (status === 'approving' && approvals.asking.reminded?.includes(person)) return { of: 'approval' };
  const last = await desk.reminders.last(person, release.id);
  const times = askingTimes(release);
  if (!last) return times ? refuse('not-reminded', { at: times.remindAt }) : refuse('nothing-to-put-off', {});
  const { engine } = desk;
  const [then, lane] = await Promise.all([
    engine.load(release.id, last.eventVersion),
    engine.lane(release.plan),
  ]);
  const asked = then && { then, present: release, lane, person, now: desk.now() };
  if (asked && endOf(last.kind as NoticeKind, asked)) return refuse('superseded', {});
  return { of: 'notice', ...last };
}

async function putOff(
  { release, person: by, commandId }: Pick<AskedOfRelease, 'release' | 'person' | 'commandId'>,
  until: Instant,
  desk: Desk,
): Promise<Answer> {
  const { engine, reminders, words } = desk;
  const found = await reminderOf(release, by, desk);
  if ('refusal' in found) return found;
  if (found.of === 'approval') {
    const command = { type: 'SnoozeReminder', by, until } as const;
    const outcome = await engine.handle(release.id, command, { commandId, actor: by });
    return told(outcome, it => words.done.snoozed(it, until));
  }
  const { of: _, ...last } = found;
  const isFirst = await reminders.putOff(last, by, until);
  return isFirst ? sentence(words.done.snoozed(release, until)) : refuse('put-off-already', {});
}
