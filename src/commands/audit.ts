import { evolve } from '../release/release.ts';
import type { Release } from '../release/state.ts';
import { auditStory, type StoryEntry } from '../views/audit-story.ts';
import { context } from '../views/blocks.ts';
import { placeStory } from '../views/place-story.ts';
import { sentence } from '../views/refusal.ts';
import { ofRelease } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { readNaming } from './naming.ts';
import { placeMeant } from './place-meant.ts';

const says = '/release audit [release] [page] [locks [service] [environment]]';

/** The story of a release: who did what, when and why, and whether the chain holds it. */
const ofOne = ofRelease({
  button: 'audit',
  says,
  meaning: 'any',
  takesWords: true,
  perform: async ({ release, about, said }, { engine, releases, words }) => {
    const page = about?.p ?? pageMeant(said);
    const [history, proof] = await Promise.all([engine.history(release.id), releases.proof(release.id)]);
    return auditStory(release, history, { page, proof }, words);
  },
});

/** Of a release, also of an archived one; or of a place: its locks, freezes by hand and exceptions. */
export const audit: Intent = {
  ...ofOne,
  perform: async (asked, desk) => {
    const [first, ...rest] = asked.words;
    if (first?.text.toLowerCase() === 'locks') return ofPlace({ ...asked, words: rest }, desk);
    try {
      return await ofOne.perform(asked, desk);
    } catch (error) {
      const isGone = error instanceof Refused && error.refusal.refusal === 'no-such-release';
      const archived = isGone ? await ofArchived(asked, desk) : null;
      if (archived) return archived;
      throw error;
    }
  },
};

function pageMeant(said: string): number {
  if (said && !/^\d{1,6}$/.test(said)) throw misunderstood('argument-extra', { found: said, says });
  return Number(said) || 1;
}

async function ofPlace(asked: Asked, desk: Desk): Promise<Answer> {
  const { place, said } = await placeMeant(asked, says, desk);
  if (said) throw misunderstood('argument-extra', { found: said, says });
  return placeStory(place, await desk.releases.ofPlace(place), desk.words);
}

/** Null where nothing of that id was archived. */
async function ofArchived(asked: Asked, { policy, releases, words }: Desk): Promise<Answer> {
  const { id, rest } = readNaming(asked.words, policy());
  const archived = id === null ? null : await releases.archived(id);
  if (!archived || id === null) return null;
  const { file, records } = archived;
  if (typeof records === 'string') return sentence(words.placeStory.archivedIn(id, file, records));
  const release = records.reduce<Release | null>(
    (state, { at, event }) => evolve(state, event, at, id),
    null,
  );
  if (!release) return null;
  const page = pageMeant(rest.map(({ text }) => text).join(' '));
  const proof = { tamperedAt: null, seal: (await releases.proof(id)).seal };
  const story = auditStory(release, records satisfies readonly StoryEntry[], { page, proof }, words);
  const from = words.placeStory.fromArchive(file);
  return { ...story, text: `${from}\n${story.text}`, blocks: [context(from), ...story.blocks] };
}
