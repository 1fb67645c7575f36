import { code, inline, people, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const refusals: Record<string, string> = {
  missing_scope: '应用在这个工作区没有创建频道的权限；管理员可以授予该权限范围',
  restricted_action: '工作区只允许部分成员创建频道',
  no_permission: '工作区不允许应用创建频道',
  name_taken: '尝试过的名称都已被占用',
  too_many_convos_for_team: '工作区的频道数量已达上限',
};

const channel = (id: string) => (/^[CG][A-Z0-9]{2,}$/.test(id) ? `<#${id}>` : inline(id));

/** The war room, its head and its status board. */
export const room: Words['room'] = {
  purpose: title => `${title} 的作战室。tminus 在这里通报与它有关的一切`,
  topic: (title, standing) => `${title} · ${standing}`,
  changes: '变更内容',

  open: id => `作战室：${channel(id)}`,
  refused: why =>
    `没有专用的作战室：${refusals[why] ?? `Slack 返回 ${code(why)}`}。一切都在这里和这个消息列中通报。`,
  lost: '作战室已无法访问。一切都在这里和这个消息列中通报。',
  archived: id => (id ? `作战室 ${channel(id)} 已归档。` : '没有作战室。'),
  channelLost: (id, title) =>
    `tminus 已无法在 ${channel(id)} 中发言，而 ${title} 的消息在那里通报。请重新邀请它：${code('/invite @tminus')}。在此之前，那里的消息会发给您，或发到卡片的消息列。`,
  instead: id => `这条消息发给您，是因为 tminus 无法在 ${channel(id)} 中发言。`,

  labels: {
    clock: 'T 时钟',
    traffic: '流量',
    errors: '错误率',
    p95: 'P95',
    approvals: '审批',
    poll: 'Go/No-Go',
    lock: '锁定',
    milestone: '下一个里程碑',
    inCharge: '负责人',
    next: '下次更新',
    plan: '执行手册',
  },
  notStarted: plannedFor => (plannedFor ? `尚未开始；计划于 ${formats.day(plannedFor)}` : '尚未开始'),
  until: at => `T−，至 ${at}`,
  since: at => `T+，自 ${at} 起`,
  took: ms => `已结束，用时 ${formats.duration(ms)}`,
  beside: (value, baseline, version) =>
    baseline === null ? value : `${value}\n${version ? inline(version) : '之前的版本'}：${baseline}`,
  notMeasured: '尚未测量',
  cannotMeasure: '无法测量',
  figuresOf: (at, requests, overMs) =>
    `${at} 的数据：${formats.duration(overMs)}内 ${formats.number(requests)} 次请求。`,
  approvedBy: (given, of) => `${formats.number(given)}/${formats.number(of)}`,
  nobodyNeeded: '无需审批',
  votes: (go, of, noGo) =>
    noGo > 0
      ? `${formats.number(noGo)} 票 NO-GO，${formats.number(go)}/${formats.number(of)} 票 GO`
      : `${formats.number(go)}/${formats.number(of)} 票 GO`,
  noPoll: '无',
  locked: (by, reason) => `${person(by)} 锁定：${inline(reason, 120)}`,
  noLock: '无',
  milestone: (name, day) => `${name}：${formats.day(day)}`,
  uninvited: who => `未能邀请：${formats.and(people(who))}。`,
  withEverybody: id => `面向所有人的卡片在 ${channel(id)}。`,
};
