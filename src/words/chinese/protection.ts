import type { Release } from '../../release/state.ts';
import type { Words } from '../words.ts';
import { figureList } from './figures.ts';
import { terms } from './terms.ts';

const named = ({ id, plan }: Release): string =>
  `${plan.service} ${plan.version} 到${terms.environment[plan.environment]}（${id}）`;

function approvers({ approvals }: Release): string {
  const people = approvals.given.map(({ by, for: of, groups }) => {
    const who = of === undefined ? by : `${by} 代 ${of}`;
    return groups.length > 0 ? `${who}（${groups.join('、')}）` : who;
  });
  if (approvals.filled) people.push(`门禁代替各组（${figureList(approvals.filled.figures)}）`);
  return people.length > 0 ? `已由 ${people.join('；')} 批准` : '无需审批';
}

const because = {
  undecided: '尚未批准并开始',
  locked: '已批准，但该环境处于锁定状态',
  frozen: '已批准，但按日历现在不允许发布',
  taken: '已批准，但另一次发布正在进行',
  early: '已批准，但计划的开始时间还没到',
  unapproved: '曾获批准，但批准已不再有效',
  gates: '已批准，但门禁不再通过',
  over: '已经结束；要再次部署请计划新的发布',
};

/** What GitHub shows beside a job that waits for us. Markdown; people of that repository read it. */
export const protection: Words['protection'] = {
  comment(answer, sha) {
    if (answer === null) return `tminus 在这里没有提交 ${sha.slice(0, 12)} 的发布。请在 Slack 中计划。`;
    const { release } = answer;
    switch (answer.is) {
      case 'approved':
        return answer.why === 'coming-back'
          ? `tminus：${named(release)} 正在回滚到 ${release.rollback?.to}，即这个提交。`
          : `tminus：${named(release)}，${approvers(release)}。`;
      case 'rejected':
        return `tminus：${named(release)} ${terms.status[release.status]}，不允许发布。`;
      case 'waiting':
        return `tminus：${named(release)} ${because[answer.why]}。`;
    }
  },
};
