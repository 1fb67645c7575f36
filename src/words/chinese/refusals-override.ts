import type { OverrideRefusal } from '../english/refusals-override.ts';
import { code, inline, people, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';

const command = (words: string) => code(`/release ${words}`);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));

export const refusalsOverride: Pick<Words['refusals'], OverrideRefusal> = {
  'not-permitted': ({ deed, people: named, groups }) => {
    const could = [...people(named), ...groups.map(group => `${inline(group)} 的成员`)];
    return could.length === 0
      ? `策略不允许任何人在那里${terms.permitted[deed]}。要改变这一点，请在 ${code('config/approvals.yml')} 的 ${code('permissions')} 中指定一个组。`
      : `只有 ${formats.or(could)} 可以在那里${terms.permitted[deed]}。请联系他们。`;
  },
  'no-override': () =>
    `策略没有指定谁可以在那里紧急放行，因此按原流程进行：${command('status')} 说明还缺什么。`,
  'override-asked': ({ by, groups }) =>
    `${person(by)} 已经申请过紧急放行，由 ${anyOf(groups)} 决定。参见 ${command('status')}。`,
  'already-overridden': ({ by }) => `${person(by)} 已经放行，不需要再跳过什么。参见 ${command('status')}。`,
  'not-an-overrider': ({ groups }) =>
    `只有 ${anyOf(groups)} 的成员可以决定是否放行。您可以申请：${command('override <原因>')}。`,
  'no-override-asked': () => `这里没有等待答复的紧急放行。要申请请用 ${command('override <原因>')}。`,
  'override-old': () => `放行已超过 24 小时，不再有效。请重新申请：${command('override <原因>')}。`,
  'skip-needs-emergency': () =>
    `没有经有权放行者确认的紧急情况，审批不能跳过。请用 ${code('--emergency "<原因>"')} 申请，或去掉 ${code('--skip-approval')}。`,
  'nothing-to-skip': () => `没有门禁阻止上线，因此无需跳过。参见 ${command('gates')}。`,
  'no-review-due': () =>
    `这次发布没有待完成的复盘。${command('list')} 显示哪些有；请指明：${command('review <发布> <复盘结论>')}。`,
};
