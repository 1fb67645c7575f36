import type { Delegation } from '../../release/delegation.ts';
import type { Instant, PersonId } from '../../release/terms.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

type Lent = Omit<Delegation, 'id'>;

const inGroups = (groups: readonly string[] | undefined) =>
  groups === undefined ? 'in every group' : `for ${formats.and(groups.map(group => inline(group)))}`;

/** “from … until …”, without the beginning where it has begun. */
const period = ({ from, until }: Lent, now: Instant) =>
  `${from > now ? `from ${when(from, formats)} ` : ''}until ${when(until, formats)}`;

/** Voices in other hands. */
export const delegation = {
  title: 'Whose voice is in whose hands',
  none: `Nobody’s voice is in other hands. Hand yours over with ${code('/release delegate @b for 3 d')}.`,
  line: (it: Lent, now: Instant) =>
    `${person(it.to)} for ${person(it.of)}, ${inGroups(it.groups)}, ${period(it, now)}`,
  how: `${code('/release delegate end @b')} takes a voice back; it comes back by itself when its time is over.`,
  lent: (it: Lent, now: Instant) =>
    `${person(it.to)} may approve for ${person(it.of)} ${period(it, now)}, ${inGroups(it.groups)}. Both are one voice, what was asked for by either stays out of it, and it cannot be handed on. ${code('/release delegate end')} takes it back.`,
  ended: (by: PersonId, other: PersonId) =>
    `${person(by)} ended what was lent between them and ${person(other)}. What was approved with it no longer counts where it has not been used.`,
};
