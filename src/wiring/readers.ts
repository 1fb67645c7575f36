import type { Logger } from 'pino';
import type { PreferenceQueries } from '../commands/desk.ts';
import type { Policy } from '../policy/policy.ts';
import { type Profile, slackProfiles } from '../providers/chat/profiles.ts';
import type { SlackChatOptions } from '../providers/chat/slack-calls.ts';
import { slackCalls } from '../providers/chat/slack-calls.ts';
import type { PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { keepPreferences, preferencesOf } from '../store/preferences.ts';
import type { Speech } from '../words/speech.ts';
import { openSpeech } from './speech.ts';
import { zonesOfPeople } from './zones-of-people.ts';

/** What is known of those who read: their words, their clocks, and what Slack tells of them. */
export interface Readers {
  speech: Speech;
  zoneOf(person: PersonId): Promise<string>;
  profileOf(person: PersonId): Promise<Profile>;
  preferences: PreferenceQueries;
}

export function openReaders(
  access: SlackChatOptions,
  db: Database,
  policy: () => Policy,
  log: Pick<Logger, 'warn'>,
  sendsMail: boolean,
): Readers {
  const profileOf = slackProfiles(slackCalls(access));
  return {
    profileOf,
    preferences: {
      of: person => preferencesOf(db, person),
      keep: (person, chosen) => keepPreferences(db, person, chosen),
      mailable: async person => {
        if (!sendsMail) return 'no-mail';
        const { email } = await profileOf(person).catch(() => ({ email: null }));
        return email === null ? 'no-address' : 'yes';
      },
    },
    zoneOf: zonesOfPeople(async person => (await profileOf(person)).zone, policy, log),
    speech: openSpeech({
      chosenBy: async person => (await preferencesOf(db, person)).language,
      localeOf: async person => (await profileOf(person)).locale,
      policy: () => policy().monitoring.language,
      log,
    }),
  };
}
