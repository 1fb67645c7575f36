import type { IncidentCause } from '../../release/alarm.ts';
import { type IncidentEvent, openIncident, type Responder } from '../../release/incidents.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

const groups = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** What people wrote, without the full stop that the sentence around it brings. */
const sentence = (text: string) => inline(text, 500).replace(/[.。\s]+$/, '');

export const responder = (who: Responder): string =>
  who.via === 'slack' ? person(who.person) : `${inline(who.name)}（在 PagerDuty 中）`;

function unanswered(ms: number, release: Release): string {
  const has = openIncident(release)?.acknowledged;
  return has
    ? `${responder(has.by)} 已接手该故障，但 ${formats.duration(ms)} 内未能核实其权限`
    : `${formats.duration(ms)} 内无人响应`;
}

export function cause(of: IncidentCause): string {
  switch (of.is) {
    case 'deploy-failed':
      return `部署在“${inline(of.step, 120)}”失败，${of.changed ? '此前已有改动' : '尚未改动任何东西'}`;
    case 'outcome-unknown':
      return `无法判断“${inline(of.step, 120)}”的结果`;
    case 'rolled-back-by-itself':
      return `正在自动回滚：${clause(of.why)}`;
    case 'rollback-failed':
      return '回滚无法完成';
    case 'trigger':
      return `触发条件“${inline(written(of.trigger), 120)}”已满足，但不会自动退回`;
    case 'metrics-lost':
      return `指标丢失：${clause(of.why)}`;
    case 'reported':
      return sentence(of.what);
  }
}

export const eventsIncident: EventWords<IncidentEvent['type']> = {
  IncidentOpened: ({ by, priority, cause: of }) =>
    `${by === TMINUS ? '' : `${person(by)} 报告 `}*${priority}*：${cause(of)}。还没有人接手：${code('/release incident ack')} 可以接手。`,
  IncidentRaised: ({ by, from, priority, cause: of }) =>
    `故障级别由 ${from} 变为 *${priority}*${by === TMINUS ? '' : `（${person(by)}）`}：${cause(of)}。`,
  IncidentAcknowledged: ({ responder: who, unchecked }) =>
    `${responder(who)} 已接手该故障。${unchecked ? `当时无法从 Slack 核实其权限，因此仍会按时通知下一级；有权限的人可以用 ${code('/release incident ack')} 接手。` : ''}`,
  CommanderNamed: ({ by, commander }) =>
    by === commander
      ? `${person(commander)} 担任故障指挥官。`
      : `${person(by)} 指定 ${person(commander)} 为故障指挥官。`,
  IncidentUpdated: ({ by, text, nextAt }) =>
    `${person(by)}：${inline(text, 1_000)}${nextAt === null ? '' : `\n下次更新不晚于 ${when(nextAt, formats)}。`}`,
  IncidentEscalated: ({ to, unansweredMs }, release) =>
    `${unanswered(unansweredMs, release)}。${to.length > 0 ? `现在通知 ${groups(to)}` : '已没有其他人可以通知'}。${code('/release incident ack')} 可以接手。`,
  UpdateOverdue: ({ commander }) =>
    `${commander ? `请 ${person(commander)} ` : '请'}更新故障进展：${code('/release incident update <进展>')}。`,
  IncidentResolved: ({ responder: who, note }) =>
    `${who.via === 'slack' && who.person === TMINUS ? '故障已结束' : `${responder(who)} 已解决该故障`}${note ? `：${sentence(written(note))}` : ''}。`,
};
