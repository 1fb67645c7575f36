import type { Freeze } from '../../release/organisation.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';

const list = (names: readonly string[]) => formats.and(names.map(name => inline(name)));

/** Where a freeze holds. */
function where({ services, environments }: Pick<Freeze, 'services' | 'environments'>): string {
  const what = services.length > 0 ? list(services) : '所有服务';
  return environments.length > 0
    ? `${what}的${formats.and(environments.map(it => terms.environment[it]))}`
    : what;
}

export const freeze: Words['freeze'] = {
  set: (it, by) =>
    `:snowflake: ${person(by)} 冻结了 ${where(it)}，${when(it.from, formats)} 至 ${when(it.until, formats)}：${inline(it.reason, 500)}。${
      it.during === 'pause' ? '冻结开始时，进行中的发布会暂停。' : '进行中的发布可以完成。'
    }回滚始终可用。${code(`/release freeze lift ${it.id}`)} 解除冻结。`,
  lifted: (id, by) => `:sunny: ${person(by)} 解除了冻结 ${code(id)}。等待其结束的发布会继续。`,
  title: '冻结',
  none: `没有手动设置的冻结。${code('/release calendar')} 显示策略中的冻结。`,
  line: it =>
    `${code(it.id)} ${where(it)}，${when(it.from, formats)} – ${when(it.until, formats)}，由 ${person(it.by)} 设置：${clause(it.reason)}${it.during === 'pause' ? '（进行中的发布会暂停）' : ''}`,
  paused: (why, until) =>
    `因冻结开始而暂停：${clause(why)}。${when(until, formats)} 自动继续，或现在用 ${code('/release resume')} 继续。监控不间断，回滚始终可用。`,
  wasPaused: (why, until) => `因冻结开始而暂停至 ${formats.utc(until)}：${clause(why)}。`,
};
