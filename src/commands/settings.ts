import { LANGUAGES } from '../release/language.ts';
import { DIRECT_MESSAGES, type Preferences, readClock } from '../release/preferences.ts';
import type { PersonId } from '../release/terms.ts';
import { readSettingsForm, settingsMessage, settingsModal } from '../views/settings.ts';
import { wordsIn } from '../words/languages.ts';
import { type Desk, speakingTo } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { openModal } from './modals.ts';
import { placeOfAnswer, readPlaceOfAnswer } from './place-of-answer.ts';

const says = '/release settings [language|messages|email|quiet] [value]';

/** How somebody is told: language, which direct messages, email, quiet hours. It concerns nobody else. */
export const settings: Intent = {
  button: 'settings',
  says,
  perform: async (asked, desk) => {
    const { person, words, triggerId } = asked;
    if (words.length > 0) return keep(person, chosenIn(asked), desk);
    const present = await desk.preferences.of(person);
    if (!triggerId) return tell(person, present, desk, false);
    const mailable = await desk.preferences.mailable(person);
    await openModal(triggerId, settingsModal(present, mailable, placeOfAnswer(asked), desk.words), desk);
    return null;
  },
  submitted: ({ values, metadata, person }, desk) => {
    const read = readSettingsForm(values, desk.words);
    if ('errors' in read) return read;
    const work = () => keep(person, read.chosen, desk);
    return { work, answerIn: readPlaceOfAnswer(metadata) };
  },
};

async function keep(person: PersonId, chosen: Partial<Preferences>, desk: Desk): Promise<Answer> {
  const preferences = await desk.preferences.keep(person, chosen);
  const { language } = preferences;
  // In the language that was just chosen.
  const theirs = language ? { ...desk, words: wordsIn(language) } : await speakingTo(person, desk);
  return tell(person, preferences, theirs, true);
}

async function tell(person: PersonId, preferences: Preferences, desk: Desk, isNew: boolean): Promise<Answer> {
  const [zone, mailable] = await Promise.all([desk.zoneOf(person), desk.preferences.mailable(person)]);
  return settingsMessage(preferences, { zone, mailable, isNew }, desk.words);
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  language: [...LANGUAGES, 'slack'],
  messages: DIRECT_MESSAGES,
  email: ['on', 'off'],
  quiet: ['22:00-08:00', 'off'],
};

const SPOKEN: Readonly<Record<string, string>> = {
  chinese: 'zh-CN',
  中文: 'zh-CN',
  简体中文: 'zh-CN',
  zh: 'zh-CN',
  english: 'en',
  英文: 'en',
  英语: 'en',
};

/** Reads `language zh-CN`, `messages needed`, `email on`, `quiet 22:00-08:00`, one of them at a time. */
function chosenIn({ words }: Pick<Asked, 'words'>): Partial<Preferences> {
  const [what = '', ...rest] = words.map(({ text }) => text.toLowerCase());
  const known = VALUES[what];
  if (!known) {
    throw unknown('setting', what, Object.keys(VALUES));
  }
  // Hours may be written with spaces around their dash.
  const found = what === 'quiet' ? rest.join('') : (rest[0] ?? '');
  const extra = what === 'quiet' ? undefined : rest[1];
  if (extra !== undefined) throw misunderstood('argument-extra', { found: extra, says });
  if (found === '')
    throw misunderstood('argument-missing', {
      what: 'setting',
      says: `/release settings ${what} ${known.join('|')}`,
    });
  switch (what) {
    case 'language': {
      if (found === 'slack') return { language: null };
      const language = LANGUAGES.find(it => it.toLowerCase() === (SPOKEN[found] ?? found).toLowerCase());
      if (!language) throw unknown('language', found, known);
      return { language };
    }
    case 'messages': {
      const direct = DIRECT_MESSAGES.find(it => it === found);
      if (!direct) throw unknown('messages', found, known);
      return { direct };
    }
    case 'email':
      if (found !== 'on' && found !== 'off') throw unknown('on-or-off', found, known);
      return { email: found === 'on' };
    default:
      return { quiet: quietIn(found, known) };
  }
}

function quietIn(found: string, known: readonly string[]): Preferences['quiet'] {
  if (found === 'off') return null;
  const [from, until, ...more] = found.split(/[-–—~至到]/).map(readClock);
  if (!from || !until || more.length > 0 || from === until) throw unknown('quiet', found, known);
  return { from, until };
}

const unknown = (
  what: 'setting' | 'language' | 'messages' | 'on-or-off' | 'quiet',
  found: string,
  known: readonly string[],
) => misunderstood('value-unknown', { what, found, meant: didYouMean(found, known), known });
