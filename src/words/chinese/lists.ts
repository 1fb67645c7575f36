import { clause, code, inline } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import type { Words } from '../words.ts';
import { gates } from './gates.ts';
import { formats, terms } from './terms.ts';
import { written } from './written.ts';

/** The words of lists, the menu, App Home, the details and the dry run. */
export const lists: Words['lists'] = {
  live: '进行中的发布',
  ended: '最近结束',
  nothing: `还没有任何发布。开始一次：${code('/release start v1.2.3 minor prod')}`,
  which: (deed, count) =>
    count === 1 ? `“${deed}”可能指的是这次发布，它属于别的频道：` : `有多次发布符合“${deed}”。是哪一次？`,
  moreReleases: count =>
    `……还有 ${formats.number(count)} 次发布：请指定服务，例如 ${code('/release status checkout prod')}`,

  menu: '您现在可以在这里做的事',
  menuNothing: '这里没有等待您处理的事项。',
  menuStart: services =>
    services.length > 0
      ? `开始发布 ${formats.or(services.map(it => inline(it)))}：${code('/release start v1.2.3 minor prod')}`
      : `开始一次发布：${code('/release start <service> v1.2.3 minor prod')}`,
  menuHelp: `${code('/release help')} 列出所有命令。`,

  homeTitle: '发布',
  waitingForMe: '等待您处理',
  nothingWaits: '没有等待您处理的事项。',
  ownedByMe: '由您负责',
  ownsNothing: `您没有负责进行中的发布。在发布频道使用 ${code('/release start')} 开始一次。`,
  allLive: '所有进行中的发布',
  nothingLive: '没有进行中的发布。',
  daysAhead: '接下来的日子',
  nothingAhead: '没有计划中的发布，也没有冻结。',
  openCalendar: '日历',
  changeSettings: '修改',

  runbook: '执行手册',
  history: '经过',
  scope: { features: '新功能', improvements: '改进', fixes: '修复', debt: '技术债' },
  risks: '风险',
  risk: it =>
    `${it.severity}：${it.what}${it.mitigation ? `；应对措施：${it.mitigation}` : ''}${it.owner ? `（${it.owner}）` : ''}`,
  milestones: '里程碑',
  expectedMinutes: minutes => `预计用时 ${formats.duration(minutes * 60_000)}`,
  communication: '通知谁、何时通知',
  window: '发布窗口',
  notApplicable: (stage, because) => `${stage}：不适用，${inline(written(because))}`,
  earlier: count => `省略了 ${formats.number(count)} 条更早的记录。`,
  outputOf: (title, page, of) => `“${written(title)}”的输出，第 ${page} 页，共 ${of} 页`,
  noOutput: title => `“${written(title)}”没有输出。`,
  outputCut: '输出超出保留上限（256 kB），其余部分已丢弃。',
  output: '输出',
  newer: '下一页',
  older: '上一页',

  dryRun: title => `演练：${title}`,
  dryRunSays: '没有触碰或创建任何东西。实际执行时会这样进行：',
  wouldBeRefused: why => `现在会被拒绝：${why}`,
  notLearned: '无法核对',
  wouldAskNobody: '不需要任何人审批。',
  wouldAskOverride: (groups, reason) =>
    `将向 ${formats.or(groups.map(group => inline(group)))} 申请紧急放行（${clause(reason)}）。放行后跳过审批、检查清单、Go/No-Go 和冻结；门禁不跳过。`,
  wouldSkipGates: (required, reason) =>
    required.length === 0
      ? '那里没有必须通过的门禁，因此无需跳过。'
      : `将跳过门禁（${clause(reason)}）：${formats.and(required.map(gate => gates.name[gate]))}。`,
  wouldPoll: (roles, ms) =>
    `${formats.and(roles.map(it => inline(it)))} 的 Go/No-Go 表决将开放 ${formats.duration(ms)}。`,
  wouldQueue: (holder, before, at) =>
    `将会排队${holder ? `，排在 ${releaseAhead(holder, at, terms.environment)}${before > 0 ? ` 和另外 ${formats.number(before)} 次发布` : ''} 之后` : before > 0 ? `，前面还有 ${formats.number(before)} 次发布` : ''}。`,
  calls: {
    check: service => `读取 ${inline(service)} 的当前运行版本；不做任何改动`,
    install: (version, shifts) =>
      shifts ? `调用安装 ${inline(version)}，不接入流量` : `调用安装 ${inline(version)}，替换正在运行的版本`,
    shift: (percent, version, bakeMs) =>
      `调用切流：${formats.percent(percent)} 到 ${inline(version)}${bakeMs > 0 ? `，然后观察 ${formats.duration(bakeMs)}` : ''}`,
    run: action => `执行动作 ${code(action)}`,
    verify: version => `回读确认 ${inline(version)} 承接全部流量；不做任何改动`,
  },
  verified: how => `验证方式：${clause(written(how))}`,
  attempts: (timeoutMs, retries) =>
    `最长 ${formats.duration(timeoutMs)}${retries > 0 ? `，重试 ${formats.number(retries)} 次` : '，不重试'}`,
};
