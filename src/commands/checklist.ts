import { z } from 'zod';
import { checklistOf } from '../release/checklist.ts';
import { refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import type { PersonId } from '../release/terms.ts';
import { checklistAnswer } from '../views/checklist.ts';
import {
  CHECKLIST_CALLBACK,
  checklistModal,
  itemsFor,
  readChecklist,
  tickedOf,
} from '../views/checklist-modal.ts';
import { REASON_BLOCK, readReason } from '../views/reason-modals.ts';
import { refusalMessage, sentence } from '../views/refusal.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer, Intent, Submitted } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';
import { rolesHeld } from './roles-held.ts';
import { readerOf, sceneOf } from './scene-of.ts';

const says = '/release checklist [release] [show | tick <item> … | untick <item> <reason>]';

/** What a release has to show before, while and after it goes out: looked at, ticked, and ticks taken away. */
export const checklist: Intent = {
  ...ofRelease({
    button: 'checklist',
    says,
    meaning: 'any',
    takesWords: true,
    perform: async (asked, desk) => {
      const { release, said } = asked;
      if (checklistOf(release).length === 0) return sentence(desk.words.checklist.none);
      const [word = '', ...rest] = said.split(' ').filter(Boolean);
      switch (word) {
        case 'tick':
          return mark(asked, { tick: known(rest, release), untick: [], reason: '' }, desk);
        case 'untick': {
          const [item, ...reason] = rest;
          return mark(
            asked,
            { tick: [], untick: known(item ? [item] : [], release), reason: reason.join(' ') },
            desk,
          );
        }
        case 'show':
        case '':
          return look(asked, word === 'show', desk);
        default:
          throw misunderstood('argument-extra', { found: word, says });
      }
    },
  }),
  callback: CHECKLIST_CALLBACK,
  submitted,
};

/** Items by what they are typed as. @throws Misunderstood with what was probably meant */
function known(ids: readonly string[], release: Release): string[] {
  const items = checklistOf(release).map(({ id }) => id);
  if (ids.length === 0) throw misunderstood('argument-missing', { what: 'item', says });
  const found = ids.find(id => !items.includes(id.toLowerCase()));
  if (found === undefined) return ids.map(id => id.toLowerCase());
  throw misunderstood('value-unknown', {
    what: 'item',
    found,
    meant: didYouMean(found, items),
    known: items,
  });
}

/** The form for whoever can tick something now; the list for everybody else, and where no form can be opened. */
async function look({ release, person, triggerId, ...place }: AskedOfRelease, mustRead: boolean, desk: Desk) {
  const [scene, reader] = await Promise.all([sceneOf(release, desk), readerOf(person, desk)]);
  const own = itemsFor(release, reader);
  if (mustRead || !triggerId || own.length === 0) return checklistAnswer(release, scene);
  const view = aboutRelease(checklistModal(release, scene, reader), release, place);
  const metadata = { ...JSON.parse(view.private_metadata ?? '{}'), k: tickedOf(own, release, scene.now) };
  await openModal(triggerId, { ...view, private_metadata: JSON.stringify(metadata) }, desk);
  return null;
}

/** What was ticked when the form was opened: only what differs was meant by whoever sent it off. */
const TickedThen = z.object({ k: z.array(z.string()) });

function submitted({ values, metadata, person, commandId }: Submitted, desk: Desk) {
  const { k: then } = TickedThen.parse(JSON.parse(metadata));
  const now = readChecklist(values);
  const changes = {
    tick: now.filter(id => !then.includes(id)),
    untick: then.filter(id => !now.includes(id)),
    reason: readReason(values),
  };
  if (changes.untick.length > 0 && !changes.reason) {
    const { text } = refusalMessage(refuse('reason-missing', { deed: 'untick' }), desk.words);
    return { errors: { [REASON_BLOCK]: text } };
  }
  const { about, place } = readAboutRelease(metadata);
  const work = async (): Promise<Answer> => {
    const release = await desk.engine.load(about.r);
    if (!release?.digest.startsWith(about.d)) return refuse('superseded', {});
    return mark({ release, person, commandId }, changes, desk);
  };
  return { work, answerIn: place };
}

interface Changes {
  tick: string[];
  untick: string[];
  reason: string;
}

async function mark(
  { release, person: by, commandId }: { release: Release; person: PersonId; commandId: string },
  changes: Changes,
  desk: Desk,
): Promise<Answer> {
  // The owner may tick everything, also while Slack cannot tell who belongs where.
  const { engine, words } = desk;
  const touched = [...changes.tick, ...changes.untick];
  const wanted = checklistOf(release).flatMap(({ id, role }) => (touched.includes(id) ? [role] : []));
  const roles = by === release.plan.owner ? [] : await rolesHeld(by, wanted, desk);
  const command = { type: 'MarkItems', by, roles, ...changes } as const;
  return told(await engine.handle(release.id, command, { commandId, actor: by }), words.done.marked);
}
