import type { Mark, ScheduleEvent, StartLack } from '../../release/schedule.ts';
import type { Instant, PersonId } from '../../release/terms.ts';
import type { StoryOfSchedule } from '../english/schedule.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { readiness } from './readiness.ts';
import { formats } from './terms.ts';

const marks: Record<Mark, string> = { '24h': 'T-24 小时', '2h': 'T-2 小时', '15min': 'T-15 分钟' };

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** One thing that is lacking, and who can mend it. */
function lack(it: StartLack, owner: PersonId): string {
  switch (it.lacks) {
    case 'approvals': {
      const open = Math.max(it.seats, it.mandatory.length);
      const among = it.mandatory.length > 0 ? `，其中必须包括 ${names(it.mandatory)}` : '';
      return `还差 ${formats.number(open)} 项审批${among}：${code('/release status')} 列出谁可以批准。`;
    }
    case 'votes':
      return `${names(it.roles)} 尚未表决：${code('/release go')}。`;
    case 'decision':
      return it.status === 'held'
        ? `已搁置，由 ${person(owner)} 决定：${code('/release status')} 说明原因。`
        : `已被驳回，由 ${person(owner)} 修改计划：${code('/release edit')}。`;
    case 'unlock':
      return `${person(it.by)} 已锁定：${clause(it.reason)}。${code('/release unlock')} 可以解锁。`;
    case 'opening':
      return closed(it.kind, it.reason, it.until);
    case 'attendance':
      return '到点时 tminus 没有运行，无法启动。';
    default:
      return readiness.lacking(it, owner);
  }
}

function closed(kind: 'freeze' | 'release-window', reason: string, until: Instant | null): string {
  const what = kind === 'freeze' ? `处于冻结期：${clause(reason)}` : `不在发布窗口内：${clause(reason)}`;
  const opens = until === null ? '' : `，至 ${when(until, formats)}`;
  return `${what}${opens}。${code('/release reschedule')} 改期，${code('/release except')} 破例放行。`;
}

const all = (lacking: readonly StartLack[], owner: PersonId) => lacking.map(it => lack(it, owner)).join('');

const ownerDecides = (owner: PersonId) =>
  `不再自动开始：由 ${person(owner)} 用 ${code('/release reschedule <when>')} 改期，或在一切就绪后部署。`;

export const eventsSchedule: EventWords<ScheduleEvent['type']> = {
  StartMoved: ({ by, from, to }, { plan }) => {
    if (to === null) return `${person(by)} 取消了预定时间：一切就绪后由 ${person(plan.owner)} 部署。`;
    const moved = from === null ? '把开始时间定为' : `把开始时间从 ${when(from, formats)} 改为`;
    return `${person(by)} ${moved} ${when(to, formats)}。审批仍然有效。`;
  },
  StartNeared: ({ mark, lacking }, { plan }) => {
    const at = plan.startAt === undefined ? '' : ` ${when(plan.startAt, formats)}`;
    return lacking.length === 0
      ? `${marks[mark]}：目前能就绪的都已就绪，将于${at} 自动开始。`
      : `${marks[mark]}：距${at} 开始还缺以下事项。${all(lacking, plan.owner)}`;
  },
  StartMissed: ({ lacking }, { plan }) =>
    `已搁置：预定时间已到，但没有开始。${all(lacking, plan.owner)}${ownerDecides(plan.owner)}`,
};

/** Told afterwards, for the audit. */
export const storySchedule: StoryOfSchedule = {
  StartMoved: ({ by, from, to }) => {
    if (to === null) return `${person(by)} 取消了预定的开始时间。`;
    const was = from === null ? '把开始时间定为' : `把开始时间从 ${formats.utc(from)} 改为`;
    return `${person(by)} ${was} ${formats.utc(to)}。`;
  },
  StartNeared: ({ mark, lacking }, { release }) =>
    lacking.length === 0
      ? `${marks[mark]}：能就绪的都已就绪。`
      : `${marks[mark]}：还缺以下事项。${all(lacking, release.plan.owner)}`,
  StartMissed: ({ lacking }, { release }) => `预定时间已到，但没有开始。${all(lacking, release.plan.owner)}`,
};

export const schedule: Words['schedule'] = {
  label: '预定开始',
  ownerDecides,
  at: at => when(at, formats),
  missed: (at, lacking, owner) =>
    `预定时间（${when(at, formats)}）已到，但没有开始。${all(lacking, owner)}${ownerDecides(owner)}`,
  startsAt: at => `一切就绪，将于 ${when(at, formats)} 自动开始。`,
  readyLate: owner =>
    `一切就绪，但预定时间已过：由 ${person(owner)} 按“部署”开始，或用 ${code('/release reschedule')} 改期。`,
  echo: (at, zones) => `预定开始：${[...new Set(zones)].map(zone => formats.moment(at, zone)).join(' · ')}。`,
  startsIfReady: '届时若一切就绪便自动开始。',
  noTime: '没有预定时间：一切就绪后由负责人部署。',
  closedThen: (kind, reason, by, opensAt) => {
    const what = kind === 'freeze' ? '届时处于冻结期' : '届时不在发布窗口内';
    const next = opensAt === null ? '' : `不受此限的下一个时间：${when(opensAt, formats)}。`;
    const unless =
      by.length === 0 ? '除非紧急放行' : `除非 ${names(by)} 的成员用 ${code('/release except')} 破例`;
    return `${what}（${clause(reason)}）：${unless}，否则不会开始。${next}`;
  },
};
