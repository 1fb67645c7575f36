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
  ItemTicked: ({ item, by }, release) => `${person(by)} 勾选了${titleOf(item, release)}。`,
  ItemUnticked: ({ item, by, reason }, release) =>
    `${person(by)} 取消了${titleOf(item, release)}的勾选：${clause(reason)}。`,
  ChecklistPassed: ({ items }, release) => {
    const hands = items.flatMap(it =>
      'by' in it ? [`${titleOf(it.item, release)}（${person(it.by)}）`] : [],
    );
    const rest = items.length - hands.length;
    const byEvidence = rest > 0 ? [`${formats.number(rest)} 项凭证据`] : [];
    const byHand = hands.length > 0 ? [`手动勾选的有${formats.and(hands)}`] : [];
    return `检查清单已完成：${[...byEvidence, ...byHand].join('，')}。`;
  },
  ReleaseAccepted: ({ by, role }) => `${person(by)} 代表 ${inline(role)} 验收。`,
  ProblemReported: ({ by, roles, what }, { plan }) =>
    `${person(by)} 代表 ${names(roles)} 报告了问题：${clause(what)}。由 ${person(plan.owner)} 决定；用 ${code('/rollback now')} 可回滚。`,
  ClosingReminded: ({ items, roles }, release) => {
    const open =
      items.length > 0 ? `检查清单未完成：${items.map(id => titleOf(id, release)).join('、')}。` : '';
    const silent =
      roles.length > 0
        ? `${names(roles)}：请用 ${code('/release accept')} 验收，或用 ${code('/release problem')} 报告问题。`
        : '';
    return `发布完成后还有事情要做。${open}${silent}`;
  },
};
