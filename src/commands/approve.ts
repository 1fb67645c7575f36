import { setTimeout as pause } from 'node:timers/promises';
import { decideApprovals, sayOf } from '../release/approvals.ts';
import { isRefusal, refuse } from '../release/refusals.ts';
import { approveModal } from '../views/approve-modal.ts';
import { DIGEST_CHARACTERS } from '../views/button-value.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';

/** Where the terms say so it asks once more, in a modal or by `--confirm` with the digest, before it counts. */
export const approve: Intent = {
  ...ofRelease({
    button: 'approve',
    says: '/release approve [release] [--confirm <digest>]',
    flags: { confirm: 'value' },
    meaning: ['approving'],
    takesWords: false,
    answers: true,
    perform: (asked, desk) => {
      const { release, flags } = asked;
      const confirmed = flags.get('confirm');
      if (typeof confirmed === 'string') {
        const same = confirmed.length >= 8 && release.digest.startsWith(confirmed);
        return same ? give(asked, desk) : Promise.resolve(refuse('superseded', {}));
      }
      return release.terms.confirmApproval ? confirm(asked, desk) : give(asked, desk);
    },
  }),
  submitted: ({ metadata, person, commandId }, desk) => {
    const { about, place } = readAboutRelease(metadata);
    const work = async (): Promise<Answer> => {
      const release = await desk.engine.load(about.r);
      if (!release?.digest.startsWith(about.d)) return refuse('superseded', {});
      return give({ release, person, commandId }, desk);
    };
    return { work, answerIn: place };
  },
};

type Approver = Pick<AskedOfRelease, 'release' | 'person' | 'commandId'>;

/** Groups are read now, not when the card was posted. */
async function give({ release, person: by, commandId }: Approver, desk: Desk): Promise<Answer> {
  const { engine, people, words } = desk;
  const groups = await people.groupsOf(by, { fresh: true });
  const { id, digest } = release;
  const outcome = await engine.handle(id, { type: 'Approve', by, groups, digest }, { commandId, actor: by });
  return told(outcome, words.done.approved);
}

/** A trigger lives three seconds: whose groups are not known by then is asked all the same, and refused later. */
const GROUPS_WITHIN_MS = 1_000;

/** Nobody is asked to confirm what would be refused. */
async function confirm(asked: AskedOfRelease, desk: Desk): Promise<Answer> {
  const { release, person: by, triggerId } = asked;
  const { digest, id, plan, terms } = release;
  const say = terms.approvals ? sayOf(terms.approvals) : [];
  const groups = await Promise.race([
    desk.people.groupsOf(by, { fresh: true, among: say }).catch(() => say),
    pause(GROUPS_WITHIN_MS, say, { ref: false }),
  ]);
  const foreseen = decideApprovals({ type: 'Approve', by, groups, digest }, release);
  if (isRefusal(foreseen)) return foreseen;
  if (!triggerId) {
    const { version } = plan;
    throw misunderstood('confirm-in-modal', { id, version, digest: digest.slice(0, DIGEST_CHARACTERS) });
  }
  await openModal(triggerId, aboutRelease(approveModal(release, desk.words), release, asked), desk);
  return null;
}
