import type { OverrideEvent } from '../../release/override.ts';
import type { ReviewEvent } from '../../release/review.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const anyOf = (groups: readonly string[]) => formats.or(groups.map(group => inline(group)));
/** Once for all: what an override never skips. */
const STILL = 'Gates, queue, locks and the watching stay as they are.';

export const eventsOverride: EventWords<(OverrideEvent | ReviewEvent)['type']> = {
  OverrideAsked: ({ by, reason }, { id, terms }) =>
    `${person(by)} asks for an emergency override: ${clause(reason)}. ${anyOf(terms.override?.by ?? [])} decides: ${code(`/release grant ${id} <reason>`)} sets aside approvals, checklist, Go/No-Go and freezes, ${code(`/release refuse ${id} <reason>`)} leaves it as it is.`,
  OverrideGranted: ({ by, groups, reason }, { terms }) =>
    `${person(by)} (${anyOf(groups)}) overrides in an emergency: ${clause(reason)}. Approvals, checklist, Go/No-Go and freezes are set aside. ${STILL} A review is due within ${formats.duration(terms.override?.reviewWithinMs ?? 0)} of the deploy.`,
  OverrideRefused: ({ by, reason }) =>
    `${person(by)} refused the emergency override: ${clause(reason)}. The release goes its ordinary way.`,
  ReviewChased: ({ isOverdue }, { id, review, plan }) => {
    const how = `${code(`/release review ${id} <what was found>`)} closes it.`;
    if (!review) return how;
    const who = `${person(plan.owner)} or ${person(review.of.decided?.by ?? review.of.asked.by)}`;
    return isOverdue
      ? `The review of the emergency override is overdue since ${when(review.dueAt, formats)}; ${who} has to say what came of it. ${how}`
      : `The review of the emergency override is due ${when(review.dueAt, formats)}; ${who}, please look back at it. ${how}`;
  },
  ReviewDone: ({ by, found }) => `${person(by)} reviewed the emergency override and found: ${clause(found)}.`,
};
