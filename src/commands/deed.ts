import type { Outcome } from '../engine/engine.ts';
import { type Refusal, refuse } from '../release/refusals.ts';
import type { Release, ReleaseEvent, Status } from '../release/state.ts';
import { sentence } from '../views/refusal.ts';
import type { Desk } from './desk.ts';
import { insteadOf } from './instead-of.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { sentenceOf } from './parse.ts';
import { type Meaning, whichRelease } from './which-release.ts';

export interface AskedOfRelease extends Asked {
  release: Release;
  /** What was typed beside the name of the release: the reason, mostly. */
  said: string;
}

export interface Deed extends Omit<Intent, 'perform'> {
  /** Which releases it can mean when none is named. */
  meaning: Meaning;
  /** Whether words may follow the name of the release. */
  takesWords: boolean;
  /** It answers a question the release put, so it makes no sense in any other status than those of `meaning`. */
  answers?: true;
  perform(asked: AskedOfRelease, desk: Desk): Promise<Answer>;
}

/** An intent about one release: finds which, and answers "superseded" to a button from an older state. */
export function ofRelease(deed: Deed): Intent {
  return {
    ...deed,
    perform: async (asked, desk) => {
      const meant = await whichRelease(asked, deed, desk);
      if ('text' in meant) return meant;
      const { release, rest } = meant;
      // Looking does no harm, however old the button is.
      const mustMatch = asked.about && deed.meaning !== 'any';
      if (mustMatch && !release.digest.startsWith(asked.about?.d ?? '')) return refuse('superseded', {});
      if (deed.answers && !meansStatus(deed.meaning, release.status)) return tooLate(deed, asked, release);
      const [extra] = rest;
      if (extra && !deed.takesWords)
        throw misunderstood('argument-extra', { found: extra.text, says: deed.says });
      return deed.perform({ ...asked, release, said: sentenceOf(rest) }, desk);
    },
  };
}

const meansStatus = (meaning: Meaning, status: Status) => meaning === 'any' || meaning.includes(status);

/** Whoever typed it saw no button that could be an old one. */
const tooLate = (deed: Deed, { about }: Asked, { status }: Release): Refusal =>
  about
    ? refuse('superseded', {})
    : refuse('wrong-state', { deed: deed.button, status, instead: insteadOf(status) });

/** A refusal is said, a repeated delivery is not answered again, and what was done is said in `say`'s words. */
export function told(outcome: Outcome, say: (release: Release, events: ReleaseEvent[]) => string): Answer {
  if (outcome.is === 'refused') return outcome.refusal;
  return outcome.repeated ? null : sentence(say(outcome.release, outcome.events));
}
