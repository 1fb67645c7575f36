import { clause, code, inline } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';

const monthName = new Intl.DateTimeFormat('zh-CN', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The words of the calendar. */
export const calendar: Words['calendar'] = {
  title: month => monthName.format(Date.parse(`${month}-01`)),
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  legend: zone => `● 有发布，░ 冻结；日期按 ${inline(zone)} 时区`,
  day: date => formats.day(date),
  planned: '已计划',
  startsAt: at => `预定 ${at} 开始`,
  freeze: '冻结',
  'release-window': '发布窗口',
  everywhere: '所有服务和环境',
  span: it => `*${it.name}* ${it.from} – ${it.until}：${clause(it.reason)}（${it.where}）`,
  where: (services, environments, types) =>
    [services, environments, types]
      .filter(list => list.length > 0)
      .map(list => formats.and(list.map(name => inline(name))))
      .join('，'),
  more: count =>
    `……还有 ${formats.number(count)} 次发布：请指定服务，例如 ${code('/release calendar checkout')}`,
  nothing: '这个月没有计划中的发布、已上线的发布或冻结。',
  environment: terms.environment,
};
