import { setTimeout as pause } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import { type ApprovalsEvent, decideApprovals } from '../release/approvals.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { PersonId } from '../release/terms.ts';
import { type Speaking, sayOf } from '../release/voices.ts';
import { approveModal } from '../views/approve-modal.ts';
import { DIGEST_CHARACTERS } from '../views/button-value.ts';
import { refusalMessage } from '../views/refusal.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease, refusedView, replaceView } from './modals.ts';
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
  const { id, digest, terms } = release;
  const speaking = await speakingOf(by, desk, terms.approvals ? sayOf(terms.approvals) : []);
  const command = { type: 'Approve', ...speaking, digest, ...(of !== null && { for: of }) } as const;
  const outcome = await engine.handle(id, command, { commandId, actor: by });
  return told(outcome, words.done.approved);
}

/** A trigger lives three seconds, and some of them are over: whose groups are not known by then is asked all the same. */
const FORESEEN_WITHIN_MS = 300;

/** Nobody is asked to confirm what would be refused; where that is learned late, the form says it in place of what it asked. */
async function confirm(asked: AskedOfRelease, of: PersonId | null, desk: Desk): Promise<Answer> {
  const { release, triggerId } = asked;
  const { digest, id, plan } = release;
  const coming = foresee(asked, of, desk);
  const hurry = triggerId ? pause(FORESEEN_WITHIN_MS, null, { ref: false }) : coming;
  const soon = await Promise.race([coming, hurry]);
  if (soon && isRefusal(soon)) return soon;
  if (!triggerId) {
    const { version } = plan;
    throw misunderstood('confirm-in-modal', { id, version, digest: digest.slice(0, DIGEST_CHARACTERS) });
  }
  const viewFor = (voice: PersonId | null) =>
    aboutRelease(approveModal(release, desk.words, voice), release, { ...asked, voice });
  const opened = of ?? (soon && voiceIn(soon));
  const viewId = await openModal(triggerId, viewFor(opened), desk);
  if (soon || viewId === null) return null;
  const late = await coming;
  if (isRefusal(late)) return refuseIn(viewId, viewFor(of), late, desk);
  const voice = of ?? voiceIn(late);
  if (voice !== opened) await replaceView(viewId, viewFor(voice), desk);
  return null;
}

/** What would come of it now. Where Slack cannot tell the groups it is taken to count, and looked at when it is sent. */
async function foresee(
  { release, person: by }: AskedOfRelease,
  of: PersonId | null,
  desk: Desk,
): Promise<ApprovalsEvent[] | Refusal> {
  const say = release.terms.approvals ? sayOf(release.terms.approvals) : [];
  const unknown: Speaking = { by, groups: say };
  const { people } = desk;
  const [speaking, organisation] = await Promise.all([
    speakingOf(by, { ...desk, people: people.quietly ?? people }, say).catch(() => unknown),
    desk.engine.organisation(),
  ]);
  const { digest } = release;
  const command = { type: 'Approve', ...speaking, digest, ...(of !== null && { for: of }) } as const;
  return decideApprovals(command, release, { organisation, now: desk.now() });
}

const voiceIn = ([given]: readonly ApprovalsEvent[]): PersonId | null =>
  given?.type === 'ApprovalGiven' ? (given.for ?? null) : null;

/** Whoever has closed the form in the meantime reads it as an answer. */
async function refuseIn(viewId: string, view: ModalView, refusal: Refusal, desk: Desk): Promise<Answer> {
  const said = refusedView(view, refusalMessage(refusal, desk.words));
  return (await replaceView(viewId, said, desk)) ? null : refusal;
}
