import type { Delegation } from '../release/delegation.ts';
import type { Instant } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { context, section } from './blocks.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';

/** Whose voice is, or will be, in whose hands; those first that end first. */
export function delegationList(
  delegations: readonly Delegation[],
  now: Instant,
  { delegation }: Words,
): Message {
  const present = delegations.filter(it => it.until > now).sort((one, other) => one.until - other.until);
  if (present.length === 0) return message(delegation.none, [section(delegation.none)]);
  const lines = present.map(it => delegation.line(it, now));
  return message([delegation.title, ...lines].join('\n'), [
    ...lineSections([`*${delegation.title}*`, ...lines]),
    context(delegation.how),
  ]);
}
