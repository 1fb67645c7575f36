import { missingIn } from '../../release/approvals.ts';
import { unanswered } from '../../release/closing.ts';
import { silentRoles } from '../../release/poll.ts';
import { startsHow } from '../../release/schedule.ts';
import type { Release, ReleaseEvent } from '../../release/state.ts';
import type { Environment } from '../../release/terms.ts';
import { code, inline, people, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { checklist } from './checklist.ts';
import { schedule } from './schedule.ts';
import { formats, terms } from './terms.ts';

interface Place {
  service: string;
  environment: Environment;
}

const titleOf = ({ plan }: Pick<Release, 'plan'>) =>
  `*${inline(plan.service)} ${inline(plan.version)} → ${terms.environment[plan.environment]}*`;

const placeOf = ({ service, environment }: Place) => `${inline(service)} 的${terms.environment[environment]}`;

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));
const groups = (list: readonly string[]) => list.map(name => inline(name)).join('、');

/** What the asker reads when it was done, with what comes next. */
export const done: Words['done'] = {
  planned: release => `${titleOf(release)} 已列入计划，编号 ${code(release.id)}。${nextOf(release)}`,
  revised: (release, events) => {
    const [event] = events;
    if (!event) return `${titleOf(release)} 的计划没有任何不同，因此没有改动。`;
    if (event.type !== 'PlanRevised') return `${titleOf(release)} 已改期；审批仍然有效。${nextOf(release)}`;
    const { withdrawn = [] } = event;
    const again = withdrawn.length > 0 ? `；${formats.and(people(withdrawn))} 需要重新批准` : '';
    return `${titleOf(release)} 的计划已修改${again}。${nextOf(release)}`;
  },
  ownerChanged: (release, events) =>
    events.length > 0
      ? `${titleOf(release)} 现在由 ${person(release.plan.owner)} 负责。${nextOf(release)}`
      : `${titleOf(release)} 的负责人本来就是 ${person(release.plan.owner)}。`,
  approved: release => `您对 ${titleOf(release)} 的批准已计入。${nextOf(release)}`,
  askedAgain: release => `已重新提请审批 ${titleOf(release)}。${nextOf(release)}`,
  snoozed: (release, until) =>
    `如果届时仍需要您，将在 ${when(until, formats)} 再提醒您一次：${titleOf(release)}。`,
  excepted: release => `已为 ${titleOf(release)} 允许例外。${nextOf(release)}`,
  override: (release, events) => {
    if (events.some(({ type }) => type === 'OverrideAsked')) {
      return `已为 ${titleOf(release)} 申请紧急放行，由 ${formats.or((release.terms.override?.by ?? []).map(name => inline(name)))} 决定。在此之前按原流程进行。`;
    }
    return release.override?.decided?.is === 'refused'
      ? `已拒绝 ${titleOf(release)} 的紧急放行。发布按原流程进行。`
      : `${titleOf(release)} 的紧急放行已生效。${nextOf(release)}`;
  },
  skipped: release => `${titleOf(release)} 未通过的门禁已跳过。${nextOf(release)}`,
  reviewed: release => `${titleOf(release)} 的复盘已完成，谢谢。`,
  rejected: release =>
    `${titleOf(release)} 已驳回。负责人 ${person(release.plan.owner)} 可以用 ${code('/release edit')} 修改计划。`,
  saidGo: (release, events) =>
    events.length > 0
      ? `已记录对 ${titleOf(release)} 的 GO。${nextOf(release)}`
      : `您对 ${titleOf(release)} 的 GO 此前已经记录。${nextOf(release)}`,
  saidNoGo: release =>
    `已记录 NO-GO：${titleOf(release)} 已搁置。由负责人 ${person(release.plan.owner)} 决定如何继续。`,
  gatesRerun: release => `正在重新向所有来源查询 ${titleOf(release)}。${code('/release gates')} 显示结果。`,
  reopened: release =>
    release.status === 'preparing'
      ? `${titleOf(release)} 将重新询问。${nextOf(release)}`
      : `${titleOf(release)} 已重新开始表决。`,
  marked: (release, events) => {
    const count = (type: ReleaseEvent['type']) => events.filter(event => event.type === type).length;
    const changed = checklist.changed(titleOf(release), count('ItemTicked'), count('ItemUnticked'));
    const again = count('PreparationStarted') > 0 ? checklist.asksAgain : '';
    return `${changed}${again}${nextOf(release)}`;
  },
  accepted: release => checklist.accepted(titleOf(release), unanswered(release)),
  problemNoted: release => checklist.problemNoted(titleOf(release), release.plan.owner),
  rescheduled: release =>
    `${titleOf(release)}：${release.plan.startAt === undefined ? schedule.noTime : schedule.startsIfReady}`,
  deployAsked: release => `已收到 ${titleOf(release)} 的部署请求。${nextOf(release)}`,
  paused: (release, events) =>
    events.length > 0
      ? `${titleOf(release)} 已暂停，流量停在 ${formats.percent(release.rollout?.traffic ?? 0)}。用 ${code('/release resume')} 继续；监控不间断。`
      : `${titleOf(release)} 此前已经暂停。`,
  resumed: release => `${titleOf(release)} 继续进行。`,
  promoted: release => `观察期结束：${titleOf(release)} 进入下一阶段。`,
  retried: release => `${titleOf(release)} 失败的步骤正在重试。`,
  aborted: release =>
    release.status === 'rolling-back' && release.rollback
      ? `${titleOf(release)} 已经改动过部署目标，因此回滚到 ${inline(release.rollback.to)}。`
      : `${titleOf(release)} 已中止；${release.rollout?.changed ? '部署目标保持现状' : '部署目标没有任何改动'}。`,
  rollingBack: release =>
    `${titleOf(release)} 正在回滚到 ${inline(release.rollback?.to ?? '此前版本')}。用 ${code('/rollback status')} 查看进度。`,
  tookOver: release =>
    `${titleOf(release)} 的回滚现在由您负责；${placeOf(release.plan)}保持锁定，直到有人解锁。`,
  locked: (place, by, reason, until) =>
    `:lock: ${person(by)} 锁定了 ${placeOf(place)}${until === null ? '' : `，至 ${when(until, formats)}`}：${inline(reason, 500)}`,
  unlocked: (place, by) => `:unlock: ${person(by)} 解锁了 ${placeOf(place)}。`,
  noReason: '没有填写原因',
};

/** What has to happen now, and by whom. */
function nextOf(release: Release): string {
  const { plan, status, turn } = release;
  switch (status) {
    case 'approving':
      return missing(release);
    case 'preparing':
      return `一切就绪后自动继续；${code('/release status')} 说明还在等待什么、由谁处理。`;
    case 'polling':
      return silence(release);
    case 'ready':
      if (plan.startAt !== undefined && startsHow(release) === 'at-its-time')
        return schedule.startsAt(plan.startAt);
      return `已经就绪：由负责人 ${person(plan.owner)} 用 ${code('/release deploy')} 部署。`;
    case 'held':
      return `已搁置；${code('/release status')} 说明原因。`;
    case 'queued':
      return `正在排队${turn.waitingFor ? `，等待${queuedFor[turn.waitingFor]}` : ''}。`;
    case 'starting':
    case 'deploying':
      return '正在启动；卡片上可以看到进度。';
    default:
      return `用 ${code('/release status')} 查看状态。`;
  }
}

const queuedFor: Record<NonNullable<Release['turn']['waitingFor']>, string> = {
  lane: '前面的发布结束，轮到后自动开始',
  lock: '解锁',
  freeze: '冻结结束，届时自动开始',
  'release-window': '下一个发布窗口，届时自动开始',
};

function missing(release: Release): string {
  const { seats, mandatory } = missingIn(release);
  // Mandatory groups can outnumber the seats that are left.
  const open = Math.max(seats, mandatory.length);
  const count = `还差 ${formats.number(open)} 项审批`;
  if (mandatory.length === 0) return `${count}。`;
  return open === mandatory.length
    ? `${count}，来自 ${groups(mandatory)}。`
    : `${count}，其中必须包括 ${groups(mandatory)}。`;
}

function silence({ terms: { poll: rule }, poll }: Release): string {
  const silent = rule && poll ? silentRoles(rule, poll) : [];
  return silent.length === 0 ? 'Go/No-Go 表决已开始。' : `Go/No-Go 表决已开始；${names(silent)} 尚未答复。`;
}
