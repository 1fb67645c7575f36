import type { Delegation } from '../../release/delegation.ts';
import type { Instant } from '../../release/terms.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

type Lent = Omit<Delegation, 'id'>;

const inGroups = (groups: readonly string[] | undefined) =>
  groups === undefined ? '所有组' : formats.and(groups.map(group => inline(group)));

const period = ({ from, until }: Lent, now: Instant) =>
  `${from > now ? `自 ${when(from, formats)} ` : ''}至 ${when(until, formats)}`;

export const delegation: Words['delegation'] = {
  title: '谁的审批权委托给了谁',
  none: `目前没有人委托审批权。用 ${code('/release delegate @b for 3 d')} 可以委托。`,
  line: (it, now) => `${person(it.to)} 代 ${person(it.of)}，${inGroups(it.groups)}，${period(it, now)}`,
  how: `${code('/release delegate end @b')} 收回委托；到期自动收回。`,
  lent: (it, now) =>
    `${person(it.to)} 可以代 ${person(it.of)} 审批，${period(it, now)}，${inGroups(it.groups)}。两人合计一票，任一方申请的发布不能这样审批，也不能转委托。${code('/release delegate end')} 收回。`,
  ended: (by, other) =>
    `${person(by)} 结束了与 ${person(other)} 之间的委托。用它作出的、尚未使用的审批不再计入。`,
};
