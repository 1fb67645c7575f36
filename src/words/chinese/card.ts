import { type Environment, type PersonId, TMINUS } from '../../release/terms.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import type { Words } from '../words.ts';
import { figureList } from './figures.ts';
import { revision } from './revision.ts';
import { formats, terms } from './terms.ts';
import { didFor, speaker } from './voices.ts';
import { written } from './written.ts';

/** Naming everybody of a large group helps nobody. */
const NAMED = 5;

function anyone(who: readonly PersonId[]): string {
  if (who.length <= NAMED) return formats.or(people(who));
  return formats.or([...people(who.slice(0, NAMED - 1)), `另外 ${who.length - NAMED + 1} 人`]);
}

const named = (groups: string, who: readonly PersonId[]) =>
  who.length > 0 ? `${groups}（${anyone(who)}）` : groups;

const names = (list: readonly string[]) => list.map(name => inline(name));

export const card: Words['card'] = {
  title: it =>
    `${it.service} ${it.version} → ${terms.environment[it.environment as Environment] ?? it.environment}`,
  labels: {
    type: '类型',
    running: '当前运行',
    before: '此前版本',
    strategy: '发布策略',
    risk: '最高风险',
    requestedBy: '申请人',
    owner: '负责人',
    commit: '提交',
    hotfix: '热修复计时',
    goal: '目标',
    approvals: '审批',
    poll: 'Go/No-Go',
    runbook: '执行手册',
    rollback: '回滚',
  },
  nothingRunning: '尚无',
  noRisk: '未填写',
  noOneNeeded: '这次发布无需审批。',

  approved: approval => `${didFor(approval, '批准')}，${when(approval.at, formats)}`,
  rule: it => {
    const among = it.mandatory.length > 0 ? `；其中必须包括 ${formats.and(names(it.mandatory))}` : '';
    return `${it.type}发布到${it.environment}，需要来自 ${formats.or(names(it.from))} 的 ${formats.number(it.required)} 项审批${among}。`;
  },
  someoneOf: (group, who, standIns) => {
    const asked = named(`${inline(group)} 中任意一人`, who);
    return standIns.length > 0 ? `${asked}，或 ${formats.or(standIns.map(speaker))}` : asked;
  },
  nobodyOf: group => `${inline(group)}：已没有人可以审批，其成员不是这次发布的申请人，就是已经批准过`,
  moreOf: (seats, groups, who) =>
    named(`${formats.or(names(groups))} 中另外 ${formats.number(seats)} 人`, who),
  seatsOpen: (seats, of) => `审批还差 ${seats} 项，共需 ${formats.number(of)} 项。`,
  waitingForApprovals: (seats, of, who) =>
    `审批还差 ${seats} 项，共需 ${formats.number(of)} 项，等待：${who.join('；')}。`,
  allApproved: of => `所需的 ${formats.number(of)} 项审批已全部通过。`,
  answerBy: (totalMs, until) => `审批时限 ${formats.duration(totalMs)}，截至 ${until}。`,
  rejected: rejection => `${speaker(rejection)} 已驳回：${inline(rejection.reason)}`,
  filledByGates: figures => `各组席位由门禁自动填补：${figureList(figures)}`,
  askAgain: (owner, given) =>
    `审批时限已过。由 ${person(owner)} 用 ${code('/release ask-again')} 重新提请${given > 0 ? `；已有的 ${formats.number(given)} 项审批保留` : ''}。`,
  afterRejection: owner => `下一步：${person(owner)} 修改计划并重新提请审批，或者中止。`,
  heldBecause: why => `没有开始：${why}`,

  votedGo: (role, by) => `${inline(role)}：GO，${person(by)}`,
  votedNoGo: (role, by, reason) => `${inline(role)}：NO-GO，${person(by)}：${inline(reason)}`,
  mayVote: (role, who) => (who.length > 0 ? `${inline(role)}：${anyone(who)}` : inline(role)),
  waitingForVote: (role, who) =>
    who.length > 0 ? `${inline(role)}：等待 ${anyone(who)}` : `${inline(role)}：等待中`,
  waitingForVotes: (roles, until) => `等待 ${formats.and(names(roles))} 表决，截至 ${until}。`,
  holdBecause: outcome =>
    outcome.because === 'no-go'
      ? `${person(outcome.by)} 投了 NO-GO：${clause(outcome.reason)}。`
      : `${formats.and(names(outcome.silent))} 没有人表决。`,
  pollHeld: owner => `由 ${person(owner)} 决定：重新表决、修改计划或中止。`,

  overrideAsked: (by, reason, groups) =>
    `${person(by)} 申请紧急放行：${clause(reason)}。由 ${formats.or(names(groups))} 决定：${code('/release grant <原因>')} 或 ${code('/release refuse <原因>')}。`,
  reviewDue: dueAt =>
    `紧急放行的复盘应在 ${when(dueAt, formats)} 前完成：${code('/release review <复盘结论>')}。`,
  hotfixAim: until => `应在 ${until} 前上线生产`,
  hotfixLate: until => `原应在 ${until} 前上线生产`,
  hotfixTook: ms => `申请后 ${formats.duration(ms)} 上线生产`,
  ready: owner => `由 ${person(owner)} 按“部署”开始。`,
  startsByItself: '将自动开始部署。',
  held: owner => `由 ${person(owner)} 决定：再次部署、修改计划或中止。`,
  placeInQueue: (place, of, holder, at) => {
    const before = holder ? `；${releaseAhead(holder, at, terms.environment)} 正在发布` : '';
    return `排在第 ${place} 位，共 ${of} 位${before}。轮到后自动开始。`;
  },
  waitsForLock: `等待解锁：${code('/release unlock')}。`,
  waitsForWindow: opensAt =>
    `等待下一个发布窗口${opensAt === null ? '' : `（${when(opensAt, formats)} 开启）`}，届时自动开始。`,
  waitsForFreeze: until =>
    `等待冻结结束${until === null ? '' : `（${when(until, formats)}）`}，届时自动开始。`,
  starting: '开始前再次核对标签、当前运行版本和审批。',
  traffic: (percent, version) => `${formats.percent(percent)} 的流量在 ${inline(version)}`,
  stepRunning: title => `正在执行：${inline(written(title))}。`,
  bakingUntil: until => `观察至 ${until}`,
  baking: (percent, until) => `${formats.percent(percent)} 流量观察中，至 ${until}。`,
  extended: '已延长一次',
  paused: (by, why, at) =>
    `${person(by)} 于 ${when(at, formats)} 暂停${why.trim() ? `：${clause(why)}` : ''}。监控不间断；按“继续”恢复。`,
  pausedBake: leftMs => `已暂停，观察期还剩 ${formats.duration(leftMs)}`,
  interrupted: '已中断',
  waitsForDecision: '等待决定',
  asked: (owner, why, canGoBack) =>
    `${person(owner)} 需要做决定，原因：${why}。“提前推进”继续发布，${canGoBack ? '“回滚”退回此前版本' : '“中止”保持现状'}。`,
  unclear: (owner, canGoBack) =>
    `无法确认这一步是否已执行。请 ${person(owner)} 查看部署目标，然后${canGoBack ? '重试或回滚' : '重试或中止'}。`,
  failed: (owner, changed) =>
    changed
      ? `部署目标可能已被改动，且没有可退回的版本。由 ${person(owner)} 决定：重试或中止。`
      : `部署目标没有任何改动。由 ${person(owner)} 决定：重试、修改计划或中止。`,
  failedPastReturn: (owner, step) =>
    `“${inline(written(step), 120)}”已经开始且无法撤销，因此不会自动回滚。由 ${person(owner)} 决定：重试，或者回滚并说明数据如何处理。`,
  metricsLost: why => `无法读取指标：${clause(why)}。没有数据绝不等于健康。`,
  rollingBack: (bad, to, part) => `正在从 ${inline(bad)} 退回 ${inline(to)}。当前：${part}。`,
  rollbackWhy: (by, why) =>
    `${by === TMINUS ? '自动触发' : `由 ${person(by)} 发起`}${why.trim() ? `：${inline(written(why))}` : ''}`,
  trafficAway: ms => `${formats.duration(ms)} 后问题版本已无流量。`,
  troubled: '回滚遇到困难，仍在不断重试。“人工接管”会停止 tminus，改由人手动完成。',
  completed: version => `${inline(version)} 已上线。`,
  watchedUntil: until => `继续监控至 ${until}；按“回滚”可以撤回。`,
  rolledBack: to => `${inline(to)} 已重新承接全部流量。`,
  rolledBackIn: ms => `用时 ${formats.duration(ms)}。`,
  takenOver: '已由人工接管，tminus 不再操作这次发布。',
  aborted: why => (why?.trim() ? `原因：${clause(why)}。` : '没有填写原因。'),
  lock: (by, reason, until) =>
    `由 ${person(by)} 锁定：${clause(written(reason))}${until === null ? '' : `，至 ${when(until, formats)}`}。解锁之前不会开始任何发布；回滚始终可以进行。`,

  allUndoable: '每一步都可以撤销。',
  notUndoable: titles => {
    const shown = titles.slice(0, NAMED).map(it => inline(written(it), 120));
    const left = titles.length - shown.length;
    const more = left > 0 ? [`另外 ${formats.number(left)} 步`] : [];
    return `无法撤销：${[...shown, ...more].join('；')}。`;
  },
  backTo: version => `回滚将退回 ${inline(version)}。`,
  noWayBack: '这是该环境的第一个版本，没有可退回的版本。一旦发现问题，将暂停并呼叫值班人员。',
  shiftsFirst: '先切回流量，再退回版本。',
  restoresAtOnce: '部署目标不能拆分流量：回滚会直接替换版本。',
  more: count => `……还有 ${formats.number(count)} 行`,
  footer: (id, revisions, major) =>
    `${code(id)}${revisions > 0 ? ` · 计划已修改 ${formats.number(revisions)} 次` : ''}${major > 0 ? `，${revision.major(major)}` : ''} · 键盘操作：${code('/release help')}`,
};
