import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LanguagePolicy } from '../policy/notices-policy.ts';
import type { Language } from '../release/language.ts';
import type { PersonId } from '../release/terms.ts';
import { wordsIn } from '../words/languages.ts';
import type { Speech } from '../words/speech.ts';

export interface SpeechMeans {
  /** What somebody chose; null: as in Slack. */
  chosenBy(person: PersonId): Promise<Language | null>;
  /** Their language in Slack, such as `zh-CN`. */
  localeOf(person: PersonId): Promise<string | null>;
  policy(): LanguagePolicy;
  log: Pick<Logger, 'warn'>;
  /** Milliseconds. Whoever clicked waits for this, and the trigger of a form lives three seconds in all. */
  patienceMs?: number;
}

const PATIENCE_MS = 1_000;
const REMEMBERED_AT_MOST = 5_000;

/** Chinese of any kind is nearer to Simplified Chinese than to English. */
const ofLocale = (locale: string): Language | null =>
  /^zh\b/i.test(locale) ? 'zh-CN' : /^en\b/i.test(locale) ? 'en' : null;

/** Finds everybody's language, and remembers the last for when nobody can tell in time. */
export function openSpeech(means: SpeechMeans): Speech {
  const { chosenBy, localeOf, policy, log, patienceMs = PATIENCE_MS } = means;
  const last = new Map<PersonId, Language>();
  const remember = (person: PersonId, language: Language) => {
    last.delete(person);
    last.set(person, language);
    const [oldest] = last.keys();
    if (last.size > REMEMBERED_AT_MOST && oldest !== undefined) last.delete(oldest);
  };

  const languageOf = async (person: PersonId): Promise<Language> => {
    const chosen = await chosenBy(person);
    if (chosen) return chosen;
    const locale = await localeOf(person);
    return (locale === null ? null : ofLocale(locale)) ?? policy().workspace;
  };

  async function inTime(person: PersonId): Promise<Language> {
    const waiting = new AbortController();
    const late = pause(patienceMs, undefined, { signal: waiting.signal }).then(() => {
      throw new Error('it took too long to find out');
    });
    const found = languageOf(person);
    try {
      const language = await Promise.race([found, late]);
      remember(person, language);
      return language;
    } catch (error) {
      log.warn({ person, error: String(error) }, 'the language of a person could not be read');
      // It may still come, for the next time.
      found.then(
        language => remember(person, language),
        () => {},
      );
      return last.get(person) ?? policy().workspace;
    } finally {
      late.catch(() => {});
      waiting.abort();
    }
  }

  return {
    toPerson: async person => wordsIn(await inTime(person)),
    toPersonNow: person => wordsIn(last.get(person) ?? policy().workspace),
    inChannel: channel => {
      const { workspace, channels } = policy();
      return wordsIn(
        channel !== null && Object.hasOwn(channels, channel) ? (channels[channel] ?? workspace) : workspace,
      );
    },
  };
}
