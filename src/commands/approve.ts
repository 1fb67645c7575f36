import { setTimeout as pause } from 'node:timers/promises';
import { decideApprovals } from '../release/approvals.ts';
import { isRefusal, refuse } from '../release/refusals.ts';
import type { PersonId } from '../release/terms.ts';
import { type Speaking, sayOf } from '../release/voices.ts';
import { approveModal } from '../views/approve-modal.ts';
import { DIGEST_CHARACTERS } from '../views/button-value.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';
import { personMeant } from './person-meant.ts';
import { speakingOf } from './speaking.ts';

/** Where the terms say so it asks once more, in a modal or by `--confirm` with the digest, before it counts. */
export const approve: Intent = {
  ...ofRelease({
    button: 'approve',
    says: '/release approve [release] [--for @person] [--confirm <digest>]',
    flags: { confirm: 'value', for: 'value' },
    meaning: ['approving'],
    takesWords: false,
    answers: true,
    perform: (asked, desk) => {
      const { release, flags } = asked;
      const confirmed = flags.get('confirm');
      if (typeof confirmed === 'string') {
        const same = confirmed.length >= 8 && release.digest.startsWith(confirmed);
        return same ? give(asked, voiceOf(asked), desk) : Promise.resolve(refuse('superseded', {}));
      }
      const of = voiceOf(asked);
      return release.terms.confirmApproval ? confirm(asked, of, desk) : give(asked, of, desk);
    },
  }),
  submitted: ({ metadata, person, commandId }, desk) => {
    const { about, place, voice } = readAboutRelease(metadata);
    const work = async (): Promise<Answer> => {
      const release = await desk.engine.load(about.r);
      if (!release?.digest.startsWith(about.d)) return refuse('superseded', {});
      return give({ release, person, commandId }, voice, desk);
    };
    return { work, answerIn: place };
  },
};

type Approver = Pick<AskedOfRelease, 'release' | 'person' | 'commandId'>;

/** Whose voice was named, or null. */
function voiceOf({ flags }: AskedOfRelease): PersonId | null {
  const named = flags.get('for');
  return typeof named === 'string' ? personMeant(named) : null;
}

/** Groups are read now, not when the card was posted. */
async function give(
  { release, person: by, commandId }: Approver,
  of: PersonId | null,
  desk: Desk,
): Promise<Answer> {
  const { engine, words } = desk;
  const { id, digest } = release;
  const speaking = await speakingOf(by, desk);
  const command = { type: 'Approve', ...speaking, digest, ...(of !== null && { for: of }) } as const;
  const outcome = await engine.handle(id, command, { commandId, actor: by });
  return told(outcome, words.done.approved);
}

/** A trigger lives three seconds: whose groups are not known by then is asked all the same, and refused later. */
const GROUPS_WITHIN_MS = 1_000;

/** Nobody is asked to confirm what would be refused. */
async function confirm(asked: AskedOfRelease, of: PersonId | null, desk: Desk): Promise<Answer> {
  const { release, person: by, triggerId } = asked;
  const { digest, id, plan, terms } = release;
  const say = terms.approvals ? sayOf(terms.approvals) : [];
  const unknown: Speaking = { by, groups: say };
  const [speaking, organisation] = await Promise.all([
    Promise.race([
      speakingOf(by, desk, say).catch(() => unknown),
      pause(GROUPS_WITHIN_MS, unknown, { ref: false }),
    ]),
    desk.engine.organisation(),
  ]);
  const command = { type: 'Approve', ...speaking, digest, ...(of !== null && { for: of }) } as const;
  const foreseen = decideApprovals(command, release, { organisation, now: desk.now() });
  if (isRefusal(foreseen)) return foreseen;
  if (!triggerId) {
    const { version } = plan;
    throw misunderstood('confirm-in-modal', { id, version, digest: digest.slice(0, DIGEST_CHARACTERS) });
  }
  const [given] = foreseen;
  const voice = given?.type === 'ApprovalGiven' ? (given.for ?? null) : null;
  const modal = approveModal(release, desk.words, voice);
  await openModal(triggerId, aboutRelease(modal, release, { ...asked, voice: of ?? voice }), desk);
  return null;
}
