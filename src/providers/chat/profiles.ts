import { z } from 'zod';
import type { PersonId } from '../../release/terms.ts';
import type { SlackCall } from './slack-calls.ts';

/** What Slack knows of somebody; null where it knows nothing, or where the app may not read it. */
export interface Profile {
  /** As they are called. */
  name: string | null;
  /** IANA name of the time zone they chose. */
  zone: string | null;
  /** The language they read Slack in, such as `zh-CN`. */
  locale: string | null;
  /** Needs `users:read.email`. */
  email: string | null;
}

/** People travel, but not every hour. */
const REMEMBERED_FOR_MS = 60 * 60_000;
/** A failure is believed for a short while: whoever types waits for this within Slack's three seconds. */
const FAILURE_REMEMBERED_FOR_MS = 15_000;
const REMEMBERED_AT_MOST = 5_000;

/** Bots and people of other workspaces may lack any of it. https://docs.slack.dev/reference/objects/user-object */
const Info = z.object({
  user: z.object({
    real_name: z.string().nullish(),
    tz: z.string().nullish(),
    locale: z.string().nullish(),
    profile: z.object({ email: z.string().nullish() }).nullish(),
  }),
});

/** Reads somebody's profile, once an hour and person. Throws the errors of the port of the chat. */
export function slackProfiles(
  call: SlackCall,
  now: () => number = () => performance.now(),
): (person: PersonId) => Promise<Profile> {
  const known = new Map<PersonId, { profile: Promise<Profile>; until: number }>();
  return person => {
    const before = known.get(person);
    if (before && now() < before.until) return before.profile;
    const profile = call('users.info', { user: person, include_locale: true }, Info).then(({ user }) => ({
      name: user.real_name || null,
      zone: user.tz || null,
      locale: user.locale || null,
      email: user.profile?.email || null,
    }));
    const entry = { profile, until: now() + REMEMBERED_FOR_MS };
    known.delete(person);
    known.set(person, entry);
    profile.catch(() => {
      entry.until = now() + FAILURE_REMEMBERED_FOR_MS;
    });
    const [oldest] = known.keys();
    if (known.size > REMEMBERED_AT_MOST && oldest !== undefined) known.delete(oldest);
    return profile;
  };
}
