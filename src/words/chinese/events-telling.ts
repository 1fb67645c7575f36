import type { Lead } from '../../release/notice-terms.ts';
import type { Release } from '../../release/state.ts';
import type { TellingEvent } from '../../release/telling.ts';
import type { EventWords } from '../event-words.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

/** What is asked of those who read, by how near the start is. */
const leads: Record<Lead, string> = {
  plan: '请现在查看发布计划。',
  'in-step': '请所有参与者在此之前同步到位。',
  support: '请客服做好答疑准备。',
  users: '现在可以通知用户。',
};

const goesOut = ({ plan }: Release): string =>
  `${inline(plan.service)} ${inline(plan.version)} ${plan.startAt === undefined ? '' : `将于 ${when(plan.startAt, formats)} `}发布到${terms.environment[plan.environment]}`;

function standing({ plan, rollout, rollback, status }: Release): string {
  if (status === 'rolling-back' && rollback)
    return `正在从 ${inline(rollback.bad)} 退回 ${inline(rollback.to)}。`;
  const traffic = `${inline(plan.version)} 承接 ${formats.percent(rollout?.traffic ?? 0)} 的流量`;
  const held = rollout?.paused ? '，目前已暂停' : rollout?.asked ? `，等待 ${person(plan.owner)} 做决定` : '';
  return `${terms.status[status]}：${traffic}${held}。`;
}

export const eventsTelling: EventWords<TellingEvent['type']> = {
  LeadTimeReached: ({ leads: named }, release) =>
    `${goesOut(release)}。${named.map(lead => leads[lead]).join('')}${release.plan.communication.trim() ? inline(release.plan.communication) : ''}`,
  StatusReported: (_, release) => standing(release),
  RetrospectiveDue: ({ dueAt }, { id, plan }) =>
    `复盘应在 ${when(dueAt, formats)} 之前完成。${person(plan.owner)}，请与参与者一起讨论哪些做得好、哪些需要改进；${code(`/release audit ${id}`)} 显示完整经过。`,
};
