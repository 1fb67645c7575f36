import type { ItemTime } from '../../release/checklist.ts';
import type { GateName } from '../../release/gate-evidence.ts';
import { STATUSES, type Status } from '../../release/state.ts';
import type { Environment } from '../../release/terms.ts';
import type { About } from '../english/refusals.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { releaseName } from '../release-name.ts';
import type { Words } from '../words.ts';
import { approvers } from './approvers.ts';
import { responder } from './events-incident.ts';
import { figureNames } from './figures.ts';
import { gates } from './gates.ts';
import { missed } from './measured.ts';
import { refusalsOfDelegation } from './refusals-delegation.ts';
import { refusalsOverride } from './refusals-override.ts';
import { refusalsOfReminders } from './refusals-reminders.ts';
import { formats, terms } from './terms.ts';
import { written } from './written.ts';

const command = (words: string) => code(words.startsWith('rollback') ? `/${words}` : `/release ${words}`);
const commit = (sha: string | null) => (sha === null ? '没有提交' : code(sha.slice(0, 7)));
const known = (names: readonly string[]) => (names.length === 0 ? '无' : formats.or(names.map(code)));
const wordFor = (environment: string) => (environment === 'production' ? 'prod' : environment);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));
const place = (environment: string) => terms.environment[environment as Environment] ?? inline(environment);

function start(about: About, type: string): string {
  const service = about.service ? `${about.service} ` : '';
  const version = about.version ? `v${about.version}` : '<version>';
  return command(`start ${service}${version} ${type} ${wordFor(about.environment ?? '<environment>')}`);
}

function instead(commands: readonly string[]): string {
  return commands.length === 0 ? '' : `可以试试 ${formats.or(commands.map(command))}。`;
}

const reasonUsage: Record<string, string> = {
  reject: 'reject <原因>',
  'no-go': 'no-go <原因>',
  lock: 'lock <原因>',
  except: 'except <原因>',
  untick: 'checklist untick <项目> <原因>',
  problem: 'problem <问题>',
  override: 'override <原因>',
  grant: 'grant <原因>',
  refuse: 'refuse <原因>',
  skip: 'skip-security <原因>',
  review: 'review <复盘结论>',
  freeze: 'freeze checkout prod until <时刻> <原因>',
  incident: 'incident P1 <出了什么问题>',
  'incident update': 'incident update <进展>',
  'incident resolve': 'incident resolve <原因>',
  'take over': 'rollback take-over <原因>',
};

const itemTimes: Record<ItemTime, string> = {
  before: '在部署开始之前',
  during: '在部署开始之后',
  after: '在发布完成之后',
};

/** What is learned before a start, as the duty that does so names it. */
const facts: Record<string, string> = {
  'what runs there now': '当前运行版本',
  'the commit behind the tag': '标签指向的提交',
  'who belongs to the groups that approved': '审批组的成员',
  'whether it may start': '能否开始',
  'whether the service is fit to take a deploy': '服务是否适合部署',
};

/** What is asked for where it is no reason. */
const wanted: Record<string, string> = {
  problem: '问题',
  incident: '出了什么问题',
  'incident update': '进展',
  'incident resolve': '故障原因',
  review: '复盘结论',
};

const isStatus = (text: string): text is Status => STATUSES.some(status => status === text);

export const refusals: Words['refusals'] = {
  'no-such-release': ({ asked }) =>
    asked
      ? `没有名为 ${code(asked)} 的发布。${command('list')} 列出现有的发布。`
      : `这里没有发布。${command('list')} 列出现有的发布。`,
  superseded: () => `这个操作属于发布的旧状态，因此没有执行。当前状态见卡片：${command('status')}。`,
  'wrong-state': ({ deed, status, instead: other }) => {
    const is = isStatus(status) ? terms.statusVerb[status] : `处于 ${inline(status)} 状态`;
    return `这次发布${is}，现在不能${terms.deeds[deed] ?? inline(deed)}。${instead(other)}`;
  },
  'not-an-approver': ({ couldApprove }) =>
    `只有 ${anyOf(couldApprove)} 的成员可以批准或驳回这次发布。${command('status')} 显示还差谁。`,
  'own-release': () => `您是这次发布的申请人或负责人，因此必须由别人批准。${command('status')} 显示谁可以。`,
  'already-approved': () => `您已经批准过，每人只计一次。${command('status')} 显示还差谁。`,
  'reason-missing': ({ deed }) =>
    `请说明${wanted[deed] ?? '原因'}${reasonUsage[deed] ? `：${command(reasonUsage[deed])}` : ''}。`,
  ...refusalsOverride,
  'no-role': ({ roles }) =>
    `您不担任这次表决的任何角色（${formats.and(roles.map(role => inline(role)))}）。请担任者来投票。`,
  'not-your-item': ({ item, role, owner }) =>
    `“${inline(item, 120)}”由担任 ${inline(role)} 的人或 ${person(owner)} 勾选。请联系他们。`,
  'item-not-now': ({ item, when: time, status }) => {
    const is = isStatus(status) ? terms.statusVerb[status] : `处于 ${inline(status)} 状态`;
    return `“${inline(item, 120)}”只能${itemTimes[time]}勾选；这次发布${is}。${command('checklist')} 显示现在可以勾选的项目。`;
  },
  'nobody-accepts': () =>
    `策略没有要求任何人验收这次发布，因此无需答复。如果有问题，${command('rollback now')} 可以回滚。`,
  'not-asked-to-accept': ({ roles }) =>
    `这次发布由 ${formats.and(roles.map(role => inline(role)))} 验收，您不担任其中任何角色。请联系担任者。`,
  'not-the-owner': ({ owner }) => `只有这次发布的负责人 ${person(owner)} 或申请人可以这样做。请联系他们。`,
  'not-a-version': ({ found }) =>
    `${code(found)} 不是版本号。请写成 ${code('v1.4.0')} 或 ${code('1.4.0-rc.1')}。`,
  'already-released': ({ version, environment }) =>
    `${inline(version)} 已经在${place(environment)}上线。请打一个更高版本的标签，或用 ${command('rollback to <version>')} 退回更早的版本。`,
  'older-than-running': ({ version, running }) =>
    `${inline(version)} 比正在运行的 ${inline(running)} 更旧。要退回请用 ${command(`rollback to ${version}`)}。`,
  'type-too-low': ({ declared, real, running }, about) =>
    `相对于 ${inline(running)}，${about.version ? inline(about.version) : '这次发布'} 属于${terms.type[real]}，而不是${terms.type[declared]}。请用 ${start(about, real)}。`,
  'already-under-way': ({ release, version }) =>
    `${inline(version)} 已经在那里进行发布。参见 ${command(`status ${release}`)}。`,
  'mitigation-missing': ({ risk, severity = 'critical' }) =>
    severity === 'critical'
      ? `风险“${inline(risk, 120)}”为严重级别，计划中必须写明应对措施。`
      : `请写明如何应对风险“${inline(risk, 120)}”：每个风险都要有应对措施。`,
  'risk-owner-missing': ({ risk }) => `请写明由谁负责风险“${inline(risk, 120)}”。`,
  'field-missing': ({ field }) => `计划缺少 ${inline(field)}。请用 ${command('edit')} 补充。`,
  'no-such-tag': ({ version, repository }) =>
    `${code(repository)} 没有标签 ${code(`v${version}`)}。请先推送标签，再开始发布。`,
  'strategy-unknown': ({ found, known: names }) => `没有发布策略 ${code(found)}。现有的有：${known(names)}。`,
  'strategy-not-served': ({ strategy, needs }) =>
    `发布策略 ${code(strategy)} 需要 ${clause(needs)}，而这个部署目标做不到。请用 ${code('--strategy')} 换一个。`,
  'service-unknown': ({ found, known: names }) =>
    `${found ? `没有服务 ${code(found)}` : '请指明服务'}。现有的有：${known(names)}。`,
  'environment-not-served': ({ service, environment, known: names }) =>
    `${inline(service)} 不发布到${place(environment)}，只发布到 ${formats.or(names.map(place))}。`,
  'verdict-is-fail': ({ finding }) =>
    `这一阶段表现不佳（${clause(written(finding))}），因此不能提前推进。请用 ${command('rollback now')} 回滚，或用 ${command('resume')} 推翻这一发现。`,
  'metrics-lost': ({ why }) =>
    `无法读取指标（${clause(why)}），因此观察期保持暂停，直到指标恢复。${command('promote')} 不看指标继续，${command('rollback now')} 退回。`,
  'not-baking': () => `现在没有处于观察期的阶段，因此没有可推进的。参见 ${command('status')}。`,
  'nothing-deployed': ({ release }) =>
    `${releaseName(release)} 没有改动部署目标，因此没有可回滚的内容。要停止请用 ${command(`abort ${release}`)}。`,
  'nothing-to-go-back-to': ({ version }) =>
    `${inline(version)} 是那里的第一个版本，因此没有可退回的版本。请用 ${command('abort')} 停止，或发布修复后的版本。`,
  'past-return': ({ step, because, canRestore }) => {
    const withData = canRestore ? `${command('rollback now --with-database')} 会连同数据一起恢复；` : '';
    return `“${inline(written(step), 120)}”已经开始且无法撤销（${clause(because)}），因此直接退回并不安全。${withData}${command('rollback now --without-database')} 退回版本而保留数据现状。`;
  },
  'no-database-actions': () =>
    `策略文件中没有恢复数据的动作，因此 ${code('--with-database')} 在这里不起作用。${command('rollback now --without-database')} 退回版本而保留数据现状。`,
  'no-backup': ({ action }) =>
    `这次发布没有做备份（执行 ${code(action)} 的步骤没有一个成功结束），因此没有可恢复的数据。${command('rollback now --without-database')} 退回版本而保留数据现状。`,
  'newer-release': ({ release, version }) =>
    `此后 ${inline(version)} 已在那里上线，因此这次发布不能再回滚。要退回后者请用 ${command(`rollback now ${release}`)}。`,
  'already-rolling-back': ({ to, since }) =>
    `从 ${when(since, formats)} 起就在退回 ${inline(to)}。参见 ${command('rollback status')}。`,
  'already-locked': ({ reason, by }) =>
    `已被 ${person(by)} 锁定：${clause(written(reason))}。请用 ${command('unlock')} 解锁。`,
  'not-locked': () => `没有锁定，因此无需解锁。${command('status')} 说明它在等什么。`,
  'not-known-good': ({ version, known: names }) =>
    names.length === 0
      ? `${inline(version)} 不是那里已知良好的版本，也没有其他已知良好的版本。${command('list')} 列出已上线的版本。`
      : `${inline(version)} 不是那里已知良好的版本。已知良好的有：${known(names)}。`,
  'people-unknown': ({ why }) =>
    `无法得知谁属于哪个组（${clause(why)}），因此没有执行任何操作。请一分钟后再试。`,
  'facts-unknown': ({ what, why }) =>
    `无法得知${facts[what] ?? ` ${inline(what)}`}：${clause(why)}。可以读取后请再次部署。`,
  'gates-not-passed': ({ failed, unknown }) => {
    const few = (names: readonly GateName[]) => {
      const shown = names.slice(0, 4).map(name => gates.name[name]);
      const left = names.length - shown.length;
      return formats.and(left > 0 ? [...shown, `另外 ${formats.number(left)} 项`] : shown);
    };
    const says = [
      ...(failed.length > 0 ? [`未通过：${few(failed)}`] : []),
      ...(unknown.length > 0 ? [`未知：${few(unknown)}`] : []),
    ];
    return `必需的门禁没有全部通过（${says.join('；')}）。${command('gates')} 说明如何修复；之后再部署。`;
  },
  'no-gates': () => '策略没有为这次发布规定门禁，因此没有可运行的。',
  'no-commit': ({ version }) =>
    `${inline(version)} 对应的提交未知，因此无法测量。请用 ${command('edit')} 重新保存计划。`,
  'evidence-of-another-commit': ({ expected, found }) =>
    `该证据属于 ${commit(found)}，这次发布属于 ${commit(expected)}。没有记录任何内容。`,
  'not-fit': ({ missed: those, problems }) =>
    `服务目前不适合部署：${[...those.map(missed), ...problems.map(clause)].join('；')}。恢复后请再次部署。`,
  'approvals-short': ({ seats, mandatory, gone, against = [] }) => {
    const from = mandatory.length > 0 ? `，来自 ${anyOf(mandatory)}` : '';
    const left = gone.length > 0 ? `${formats.and(people(gone))} 已不属于审批组。` : '';
    const filled = against.length > 0 ? `门禁不再填补席位：${figureNames(against)}。` : '';
    return `缺少 ${formats.number(seats)} 项审批${from}。${left}${filled}请补齐后再次部署。`;
  },
  'approvals-expired': () =>
    `审批使用得太晚（最迟为计划开始时间或最后一项审批之后 24 小时），因此作废。将重新请审批人审批。`,
  'approval-overdue': ({ owner }) =>
    `审批时限已过。${person(owner)} 可以用 ${command('ask-again')} 重新提请审批。`,
  'tag-moved': ({ from, to }) =>
    `标签从 ${commit(from)} 移到了 ${commit(to)}，因此审批作废。请审批人重新审阅。`,
  locked: ({ reason, by }) =>
    `那里不能开始任何发布：${person(by)} 已锁定（${clause(written(reason))}）。${command('unlock')} 可以解锁。`,
  frozen: ({ reason, until }) =>
    `在 ${when(until, formats)} 之前那里不能开始任何发布：${clause(reason)}。请在那之后再次部署。`,
  'outside-window': ({ reason, opensAt }) =>
    `不在发布窗口内，那里不能开始任何发布（${clause(reason)}）。${opensAt === null ? `之后没有可预见的窗口：请联系维护 ${code('config/release.yml')} 的人。` : `下一个窗口 ${when(opensAt, formats)} 开启，届时请再次部署。`}`,
  'start-past': ({ at }) =>
    `${when(at, formats)} 已经过去，不能定在那时开始。请选择未来的时间，或不定时间：${command('reschedule none')}。`,
  'closed-then': ({ kind, reason, at, opensAt }) => {
    const what = kind === 'freeze' ? '处于冻结期' : '不在发布窗口内';
    const next = opensAt === null ? '请选择其他时间。' : `下一个可行的时间：${when(opensAt, formats)}。`;
    return `${when(at, formats)} ${what}（${clause(reason)}），届时不能开始。${next}`;
  },
  'starts-later': ({ at }) =>
    `它将于 ${when(at, formats)} 自动开始。要现在开始，请先取消预定时间：${command('reschedule none')}。`,
  'no-incident': () => `这次发布没有进行中的故障。${command('incident P2 <出了什么问题>')} 可以报告。`,
  'incident-open': ({ priority }) =>
    `这次发布已有一个进行中的 ${priority} 故障。${command('incident update <进展>')} 可以告知大家更多情况。`,
  'incident-acknowledged': ({ by }) =>
    `${responder(by)} 已接手该故障。${command('incident')} 显示当前情况；${command('incident commander @ana')} 可以另行指定指挥官。`,
  'freeze-empty': ({ from, until }) =>
    `从 ${when(from, formats)} 到 ${when(until, formats)} 的冻结尚未开始就已结束。请写一个晚于开始的结束时间。`,
  'no-such-freeze': ({ asked, known: ids }) =>
    ids.length === 0
      ? `没有冻结 ${code(asked)}：目前没有手动设置且尚未结束的冻结。${command('freeze')} 显示策略中的冻结。`
      : `没有冻结 ${code(asked)}。手动设置且尚未结束的有：${known(ids)}。${command('freeze')} 显示详情。`,
  'freeze-of-policy': () =>
    `这个冻结来自策略，只能在那里结束：请修改 ${code('config/release.yml')}。要放行某一次发布，请用 ${command('except <原因>')}。`,
  'nothing-closed': () => `没有冻结或发布窗口的阻碍，因此无需例外。${command('status')} 说明它在等什么。`,
  'no-exception-by-you': ({ reason, groups }) =>
    groups.length === 0
      ? `策略不允许任何人对此破例（${clause(reason)}）。请等它结束，或在 ${code('config/release.yml')} 的 ${code('exceptionsBy')} 中指定一个组。`
      : `只有 ${anyOf(groups)} 的成员可以对此破例（${clause(reason)}）。请联系他们。`,
  'nobody-to-approve': ({ without, ...shortage }) =>
    `这次发布永远无法获得批准：${approvers.short(shortage)}${without.length > 0 ? `（申请人或负责人 ${formats.and(people(without))} 不能审批）` : ''}。请由别人申请，或补充组成员。`,
  'nobody-to-vote': ({ roles }) =>
    `它的 Go/No-Go 表决永远得不到 GO：没有人可以代表 ${formats.and(roles.map(role => inline(role)))}。请补充 ${code('approvals.yml')} 中的组成员。`,
  'asked-already': ({ until }) =>
    `已经提请审批，截至 ${when(until, formats)}。${command('status')} 显示还差谁。`,
  ...refusalsOfReminders,
  ...refusalsOfDelegation,
  'retry-too-late': () =>
    `那里还没有任何改动，重试就等于重新开始，而已有的同意只在 24 小时内有效。请用 ${command('abort')} 结束它，再重新计划这个版本。`,
  'lane-taken': ({ by }) =>
    `${by ? releaseName(by) : '另一次发布'}${by ? ' ' : ''}正在那里进行。结束后请再次部署${by ? `；${command(`status ${by}`)} 显示进度` : ''}。`,
};
