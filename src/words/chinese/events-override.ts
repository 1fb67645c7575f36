import type { OverrideEvent } from '../../release/override.ts';
import type { ReviewEvent } from '../../release/review.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const anyOf = (groups: readonly string[]) => formats.or(groups.map(group => inline(group)));
/** Once for all: what an override never skips. */
const STILL = '门禁、排队、锁定和监控照常有效。';

export const eventsOverride: EventWords<(OverrideEvent | ReviewEvent)['type']> = {
  OverrideAsked: ({ by, reason }, { id, terms }) =>
    `${person(by)} 申请紧急放行：${clause(reason)}。由 ${anyOf(terms.override?.by ?? [])} 决定：${code(`/release grant ${id} <原因>`)} 跳过审批、检查清单、Go/No-Go 和冻结，${code(`/release refuse ${id} <原因>`)} 维持原流程。`,
  OverrideGranted: ({ by, groups, reason }, { terms }) =>
    `${person(by)}（${anyOf(groups)}）紧急放行：${clause(reason)}。审批、检查清单、Go/No-Go 和冻结均已跳过。${STILL}部署后 ${formats.duration(terms.override?.reviewWithinMs ?? 0)} 内必须复盘。`,
  OverrideRefused: ({ by, reason }) => `${person(by)} 拒绝了紧急放行：${clause(reason)}。发布按原流程进行。`,
  ReviewChased: ({ isOverdue }, { id, review, plan }) => {
    const how = `用 ${code(`/release review ${id} <复盘结论>`)} 完成。`;
    if (!review) return how;
    const who = formats.or([person(plan.owner), person(review.of.decided?.by ?? review.of.asked.by)]);
    return isOverdue
      ? `紧急放行的复盘已逾期，原定 ${when(review.dueAt, formats)}；须由 ${who} 说明结论。${how}`
      : `紧急放行的复盘应在 ${when(review.dueAt, formats)} 前完成；请 ${who} 复盘。${how}`;
  },
  ReviewDone: ({ by, found }) => `${person(by)} 复盘了紧急放行，结论：${clause(found)}。`,
};
