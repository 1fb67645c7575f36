import type { Freeze } from '../../release/organisation.ts';
import type { Instant, PersonId } from '../../release/terms.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

const list = (names: readonly string[]) => formats.and(names.map(name => inline(name)));

/** Where a freeze holds. */
function where({ services, environments }: Pick<Freeze, 'services' | 'environments'>): string {
  const what = services.length > 0 ? list(services) : 'everything';
  return environments.length > 0
    ? `${what} in ${formats.and(environments.map(it => terms.environment[it]))}`
    : what;
}

/** Freezes that people set by hand. */
export const freeze = {
  set: (it: Freeze, by: PersonId) =>
    `:snowflake: ${person(by)} froze ${where(it)} from ${when(it.from, formats)} until ${when(it.until, formats)}: ${inline(it.reason, 500)}. ${
      it.during === 'pause' ? 'What is under way is paused when it begins.' : 'What is under way may finish.'
    } Going back is always possible. ${code(`/release freeze lift ${it.id}`)} ends it.`,
  lifted: (id: string, by: PersonId) =>
    `:sunny: ${person(by)} lifted the freeze ${code(id)}. What waited for its end goes on.`,
  title: 'Freezes',
  none: `Nothing is frozen by hand. ${code('/release calendar')} shows the freezes of the policy.`,
  line: (it: Freeze) =>
    `${code(it.id)} ${where(it)}, ${when(it.from, formats)} – ${when(it.until, formats)}, by ${person(it.by)}: ${clause(it.reason)}${it.during === 'pause' ? ' (pauses what is under way)' : ''}`,
  /** Of a release that is under way. */
  paused: (why: string, until: Instant) =>
    `Paused by a freeze that has begun: ${clause(why)}. It goes on by itself ${when(until, formats)}, or now with ${code('/release resume')}. Watching goes on, and going back is always possible.`,
  wasPaused: (why: string, until: Instant) =>
    `A freeze that began paused it until ${formats.utc(until)}: ${clause(why)}.`,
};
