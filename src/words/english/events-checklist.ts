import type { ChecklistEvent } from '../../release/checklist.ts';
import type { ClosingEvent } from '../../release/closing.ts';
import type { Release } from '../../release/state.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const titleOf = (id: string, { terms }: Release) =>
  `“${inline(terms.checklist?.find(item => item.id === id)?.text ?? id, 120)}”`;

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

export const eventsChecklist: EventWords<(ChecklistEvent | ClosingEvent)['type']> = {
  ItemTicked: ({ item, by }, release) => `${person(by)} ticked ${titleOf(item, release)}.`,
  ItemUnticked: ({ item, by, reason }, release) =>
    `${person(by)} took the tick of ${titleOf(item, release)} away: ${clause(reason)}.`,
  ChecklistPassed: ({ items }, release) => {
    const hands = items.flatMap(it =>
      'by' in it ? [`${titleOf(it.item, release)} (${person(it.by)})`] : [],
    );
    const rest = items.length - hands.length;
    const byEvidence =
      rest > 0 ? [`${formats.count(rest, { one: 'item', other: 'items' })} by evidence`] : [];
    const byHand = hands.length > 0 ? [`${formats.and(hands)} by hand`] : [];
    return `The checklist is ticked: ${formats.and([...byEvidence, ...byHand])}.`;
  },
  ReleaseAccepted: ({ by, role }) => `${person(by)} accepts it for ${inline(role)}.`,
  ProblemReported: ({ by, roles, what }, { plan }) =>
    `${person(by)} reports a problem for ${names(roles)}: ${clause(what)}. ${person(plan.owner)} decides; ${code('/rollback now')} takes it back.`,
  ClosingReminded: ({ items, roles }, release) => {
    const open =
      items.length > 0 ? ` Open on the checklist: ${items.map(id => titleOf(id, release)).join(', ')}.` : '';
    const silent =
      roles.length > 0
        ? ` ${names(roles)}: accept it or report a problem with ${code('/release accept')} or ${code('/release problem')}.`
        : '';
    return `Still to do after completion.${open}${silent}`;
  },
};
