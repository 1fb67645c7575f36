import { code, inline } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const groups = (names: readonly string[]) => formats.and(names.map(name => inline(name)));

const short: Words['approvers']['short'] = ({ nobodyIn, required, available }) => {
  const empty = nobodyIn.length > 0 ? [`${groups(nobodyIn)} 中没有人可以审批`] : [];
  const few =
    available === null
      ? []
      : [`需要 ${formats.number(required)} 人审批，而只有 ${formats.number(available)} 人可以`];
  return [...empty, ...few].join('；');
};

export const approvers: Words['approvers'] = {
  short,
  title: '策略要求的审批或投票没有人能够给出',
  cannot: (row, shortage) => `${inline(row)}：${short(shortage)}`,
  silent: roles => `Go/No-Go 表决：没有人可以代表 ${groups(roles)}`,
  how: `在补充组成员或修改 ${code('approvals.yml')} 之前，这些发布会被拒绝。`,
  unknown: names => `无法核对是否有人可以审批：读不到 ${groups(names)} 的成员`,
};
