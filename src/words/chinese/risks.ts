import { code } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

/** The risk matrix of a plan. */
export const risks: Words['risks'] = {
  title: title => `${title} 的风险`,
  axes: '可能性 ↓ 影响 →',
  cell: (severity, numbers) =>
    numbers.length === 0 ? severity : `${severity}：${numbers.map(it => `#${formats.number(it)}`).join(' ')}`,
  line: it =>
    `#${formats.number(it.number)} *${it.what}*：${it.severity}（可能性${it.probability}，影响${it.impact}）。应对措施：${it.mitigation ?? '未填写'}。负责人：${it.owner ?? '无'}。`,
  none: '计划中没有列出风险。',
  byKeyboard: `键盘操作：${code('/release risk add high medium "可能发生什么" "如何应对" @负责人')}、${code('/release risk remove 1')}。修改后需要重新审批。`,
};
