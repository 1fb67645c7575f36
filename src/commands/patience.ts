import { setTimeout as pause } from 'node:timers/promises';
import type { People } from '../policy/people.ts';

/** Whom a gesture asks about people. */
export type AskedPeople = People & {
  /** The same, where a form that is open says what came of it. */
  quietly?: People;
};

/** Most answers take a third of it. Slack's limit may make one wait for six seconds. */
const PATIENCE_MS = 1_000;

/** The same people; whoever waits for what Slack is asked anew is told so, once. */
export function sayingToWait(
  people: People,
  say: () => Promise<void>,
  patienceMs = PATIENCE_MS,
): AskedPeople {
  let said = false;
  async function patiently<T>(answer: Promise<T>, { fresh = false }: Parameters<People['rolesOf']>[1] = {}) {
    if (!fresh || said) return answer;
    const over = new AbortController();
    const late = pause(patienceMs, true, { ref: false, signal: over.signal }).catch(() => false);
    const first = await Promise.race([answer.then(() => false), late]).finally(() => over.abort());
    if (first && !said) {
      said = true;
      await say();
    }
    return answer;
  }
  return {
    listedIn: people.listedIn,
    groupsOf: (person, options) => patiently(people.groupsOf(person, options), options),
    rolesOf: (person, options) => patiently(people.rolesOf(person, options), options),
    membersOf: (group, options) => patiently(people.membersOf(group, options), options),
    quietly: people,
  };
}
