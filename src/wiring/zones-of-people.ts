import type { Logger } from 'pino';
import type { Policy } from '../policy/policy.ts';
import type { PersonId } from '../release/terms.ts';

/** An answer within Slack's three seconds matters more than the right zone, which is echoed anyway. */
const PATIENCE_MS = 1_000;

/** The zone a person's moments are read by; that of the policy's calendar while Slack cannot tell. */
export function zonesOfPeople(
  zoneInSlack: (person: PersonId) => Promise<string | null>,
  policy: () => Policy,
  log: Pick<Logger, 'warn'>,
): (person: PersonId) => Promise<string> {
  return async person => {
    const { calendarZone } = policy().release;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error('Slack took too long')), PATIENCE_MS);
    });
    try {
      return (await Promise.race([zoneInSlack(person), late])) ?? calendarZone;
    } catch (error) {
      log.warn({ person, error: String(error), calendarZone }, 'the time zone of a person could not be read');
      return calendarZone;
    } finally {
      clearTimeout(timer);
    }
  };
}
