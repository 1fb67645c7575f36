import type { EndEvent } from '../../release/ending.ts';
import type { RollbackEvent } from '../../release/rollback.ts';
import { writesPaused } from '../../release/rollback-parts.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';
import { written } from './written.ts';

const partName = ({ rollback }: Release, index: number): string => {
  const part = rollback?.parts[index];
  return part ? `“${terms.part(part, rollback.bad, rollback.to)}”` : `第 ${index + 1} 部分`;
};

/** Nobody may have to find that out by themselves. */
const stillPaused = ({ rollback }: Release): string =>
  rollback && writesPaused(rollback) ? '数据库写入仍处于暂停状态。' : '';

const reason = (why: string) => (why.trim() ? `：${clause(written(why))}` : '');

export const eventsRollback: EventWords<(RollbackEvent | EndEvent)['type']> = {
  RollbackStarted: ({ by, why, bad, to, way, unchecked }) =>
    `正在回滚 ${inline(bad)} → ${inline(to)}（${terms.way[way]}），${by === TMINUS ? '自动触发' : `由 ${person(by)} 发起`}${reason(why)}。${unchecked ? '当时无法核实其权限。' : ''}`,
  RollbackPartStarted: ({ part, attempt }, release) =>
    `${partName(release, part)} 已开始${attempt > 1 ? `，第 ${attempt} 次尝试` : ''}。`,
  RollbackPartDone: ({ part, note }, release) => `${partName(release, part)} 已完成${reason(note)}。`,
  RollbackPartFailed: ({ part, attempt, why }, release) =>
    `${partName(release, part)} 第 ${attempt} 次尝试失败，将再次重试：${clause(why)}。${stillPaused(release)}`,
  RollbackTroubled: ({ why }, { plan }) =>
    `回滚遇到困难：${clause(why)}。仍在不断重试；请 ${person(plan.owner)} 查看部署目标，若要手动完成请按“人工接管”。`,
  RollbackTakenOver: ({ by, reason: why }, release) =>
    `${person(by)} 接管了回滚${reason(why)}。tminus 已停止操作；${inline(release.plan.service)} 的${terms.environment[release.plan.environment]}保持锁定，直到 ${code('/release unlock')}。${stillPaused(release)}`,
  RolledBack: ({ to, tookMs }, { plan, rollback }) =>
    `已退回 ${inline(to)}${rollback?.data === 'restore' ? '（数据也已恢复）' : ''}，用时 ${formats.duration(tookMs)}。${inline(plan.service)} 的${terms.environment[plan.environment]}已锁定，直到 ${code('/release unlock')}。`,
  ReleaseAborted: ({ by, reason: why }, { rollout }) =>
    `${person(by)} 中止了发布${reason(why)}。${rollout?.changed ? '部署目标可能已被改动；没有回滚。' : '部署目标没有任何改动。'}`,
};
