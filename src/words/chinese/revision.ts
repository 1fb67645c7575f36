import type { PlanChange, PlanField } from '../../release/revision.ts';
import { inline, person, withPeople } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

/** More than these are counted; the plan itself has them all. */
const SHOWN = 6;
const CHARACTERS = 80;
const NAMES_PEOPLE: readonly PlanField[] = ['risks', 'rollback'];

const fields: Record<PlanField, string> = {
  version: '版本',
  commit: '提交',
  type: '类型',
  strategy: '发布策略',
  runbook: '步骤',
  policy: '策略文件',
  features: '新功能',
  improvements: '改进',
  fixes: '修复',
  debt: '技术债',
  technical: '技术依赖',
  team: '其他团队',
  resource: '资源',
  owner: '负责人',
  goal: '目标',
  milestones: '里程碑',
  risks: '风险',
  rollback: '回滚方案',
  communication: '沟通安排',
  window: '发布窗口',
};

function change({ field, from, to }: PlanChange): string {
  if (from === to) return `${fields[field]}的细节`;
  const value = (text: string) => {
    if (text === '') return '无';
    if (field === 'owner') return person(text);
    const said = inline(text, CHARACTERS);
    return `“${NAMES_PEOPLE.includes(field) ? withPeople(said) : said}”`;
  };
  return `${fields[field]}：${value(from)} → ${value(to)}`;
}

export const revision: Words['revision'] = {
  changed: changes => {
    if (changes.length === 0) return [];
    const left = changes.length - SHOWN;
    const more = left > 0 ? [`另外 ${formats.number(left)} 项`] : [];
    return [`改动：${[...changes.slice(0, SHOWN).map(change), ...more].join('；')}。`];
  },
  major: count => `其中重大改动 ${formats.number(count)} 次（目标不超过两次）`,
};
