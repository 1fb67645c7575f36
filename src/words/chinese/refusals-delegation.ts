import type { DelegationRefusal } from '../english/refusals-delegation.ts';
import { code, inline, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const command = (words: string) => code(`/release ${words}`);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));

export const refusalsOfDelegation: Pick<Words['refusals'], DelegationRefusal> = {
  'voice-not-lent': ({ of }) =>
    `您现在不能代 ${person(of)} 审批这次发布。${command('delegate')} 显示谁的审批权委托给了谁。`,
  'voice-given': ({ of, by }) =>
    of === by
      ? `${person(of)} 已经批准过，只计一次。`
      : `${person(by)} 已经代 ${person(of)} 批准过，同一审批权只计一次。`,
  'nothing-lent': ({ person: other }) =>
    `您与 ${person(other)} 之间没有可结束的委托。${command('delegate')} 显示谁的审批权委托给了谁。`,
  'lent-to-oneself': () => '您的审批权本来就在您手里；请指定另一个人。',
  'lent-for-no-time': () => `结束早于开始。请说明到何时为止：${command('delegate @b for 3 d')}。`,
  'lent-too-long': ({ mostMs }) =>
    `审批权最多委托 ${formats.duration(mostMs)}，到期自动收回。请写一个更早的结束时间。`,
  'not-yours-to-lend': ({ foreign, own }) =>
    own.length === 0
      ? '您不在任何审批组中，没有可委托的审批权。'
      : `您本人不在 ${anyOf(foreign)} 中，别人委托给您的也不能转委托。您可以委托 ${anyOf(own)}。`,
};
