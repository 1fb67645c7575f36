import { z } from 'zod';
import type { PersonId } from '../../release/terms.ts';
import type { SlackCall } from './slack-calls.ts';

/** People travel, but not every hour. */
const REMEMBERED_FOR_MS = 60 * 60_000;
/** A failure is believed for a short while: whoever types a moment waits for this within Slack's three seconds. */
const FAILURE_REMEMBERED_FOR_MS = 15_000;
const REMEMBERED_AT_MOST = 5_000;

/** `tz` is an IANA name; bots and people of other workspaces may have none. https://docs.slack.dev/reference/objects/user-object */
const Info = z.object({ user: z.object({ tz: z.string().nullish() }) });

/**
 * The time zone somebody chose in Slack (IANA), or null where Slack knows none. Asked once an hour and person.
 * Throws the errors of the port of the chat.
 */
export function slackTimeZones(
  call: SlackCall,
  now: () => number = () => performance.now(),
): (person: PersonId) => Promise<string | null> {
  const known = new Map<PersonId, { zone: Promise<string | null>; until: number }>();
  return person => {
    const before = known.get(person);
    if (before && now() < before.until) return before.zone;
    const zone = call('users.info', { user: person }, Info).then(({ user }) => user.tz || null);
    const entry = { zone, until: now() + REMEMBERED_FOR_MS };
    known.delete(person);
    known.set(person, entry);
    zone.catch(() => {
      entry.until = now() + FAILURE_REMEMBERED_FOR_MS;
    });
    const [oldest] = known.keys();
    if (known.size > REMEMBERED_AT_MOST && oldest !== undefined) known.delete(oldest);
    return zone;
  };
}
