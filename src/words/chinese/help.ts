import { entry, type HelpEntry } from '../english/help-entry.ts';
import type { Words } from '../words.ts';
import { calendarHelp } from './help-calendar.ts';
import { emergency } from './help-emergency.ts';

const plan: HelpEntry[] = [
  entry(
    'start',
    '/release start [服务] <版本> <patch|minor|major|hotfix> <环境>',
    '计划一次发布',
    ['/release start v1.4.0 minor prod', '/release start checkout v1.4.1 patch staging --strategy canary'],
    '在有默认服务的频道中可以省略服务。`--strategy` 选择发布策略；`--at "tomorrow 14:00"` 届时自动开始；`--dry-run` 逐步演练而不触碰任何东西。环境：`dev`、`test`、`staging`、`prod`。`--emergency "原因"` 同时申请紧急放行。',
  ),
  entry('edit', '/release edit [发布]', '修改计划', ['/release edit'], '有改动就要请所有人重新审批。'),
  entry(
    'owner',
    '/release owner [发布] @人员',
    '更换负责人',
    ['/release owner @ben'],
    '新的负责人负责决定，且不参与审批：其批准作废。',
  ),
  entry(
    'reschedule',
    '/release reschedule [发布] <时刻>|none',
    '预定或更改自动开始的时间',
    [
      '/release reschedule tomorrow 14:00',
      '/release reschedule checkout prod 2026-12-01 09:30 Europe/Berlin',
    ],
    '审批不受影响。Go/No-Go 在此前 30 分钟开始；还缺什么会在 24 小时、2 小时和 15 分钟前说明。届时若仍有缺项则搁置，由负责人决定。`none` 取消预定时间。',
  ),
  entry(
    'risk',
    '/release risk [发布] [add <可能性> <影响> "<风险>" "<应对措施>" @负责人 | remove <编号>]',
    '以矩阵显示计划中的风险',
    ['/release risk', '/release risk add high medium "建索引要几个小时" "提前建好" @ana'],
    '级别为 `low`、`medium`、`high`、`very-high`。修改风险就是修改计划，因此需要重新审批。',
  ),
  entry(
    'approve',
    '/release approve [发布] [--for @人员] [--confirm <摘要>]',
    '批准计划的内容',
    ['/release approve', '/release approve checkout prod'],
    '您需要属于某个审批组，并且不是这次发布的申请人或负责人。受人委托时可以代为审批：`--for @ana` 指明代谁。需要再次确认时，答复会说明 `--confirm` 之后填什么。',
  ),
  entry('reject', '/release reject [发布] <原因>', '驳回，发布随之停止', [
    '/release reject 数据库迁移还没有测试',
  ]),
  entry(
    'ask-again',
    '/release ask-again [发布]',
    '审批时限过后重新提请审批',
    ['/release ask-again'],
    '只有负责人或申请人可以。此前的审批保留。',
  ),
  entry('remind-me', '/release remind-me [发布] <时间>', '把收到的提醒推迟一次', [
    '/release remind-me in 3 h',
    '/release remind-me tomorrow 9:00',
  ]),
  entry(
    'delegate',
    '/release delegate [[end] @人员] [from <时间>] [until <时间>] [for <时长或组>]',
    '把审批权委托给别人一段时间',
    ['/release delegate', '/release delegate @ben until fri 18:00', '/release delegate end @ben'],
    '不带人员时列出谁的审批权委托给了谁。`for security_team` 只委托指明的组，`for 3 days` 指明多久。两人合计一票，受托的不能转委托，也不能这样审批自己的发布。',
  ),
];

const poll: HelpEntry[] = [
  entry(
    'gates',
    '/release gates [release]',
    '查看版本的证据：测试、漏洞、评审等',
    ['/release gates'],
    '列出每个门禁的证据、来源和时间；未通过和未知的会说明如何修复。证据只对一个提交有效，并有有效期。未知不等于通过；必需的门禁未通过时，不能表决也不能开始部署。',
  ),
  entry('gates rerun', '/release gates rerun [release]', '重新向所有来源查询', ['/release gates rerun']),
  entry(
    'token',
    '/release token [create <服务> | revoke <编号>]',
    '谁可以提交证据；发放或撤销令牌',
    ['/release token', '/release token create checkout --name github-actions --gates tests,coverage'],
    '令牌只显示一次，只有您能看到；这里只保存它的哈希值。可用 `--name`、`--expires`（90 d）、`--gates` 和 `--environments` 加以限制。由策略指定谁可以发放。',
  ),
  entry(
    'checklist',
    '/release checklist [发布] [show | tick <项目> … | untick <项目> <原因>]',
    '查看并勾选检查清单',
    [
      '/release checklist',
      '/release checklist tick release-notes',
      '/release checklist untick release-notes 日期有误',
    ],
    '每一项凭证据自动勾选，或由担任其角色的人、负责人勾选。之前必需的各项都勾选后 Go/No-Go 才会开始；之后取消这样的勾选，发布会退回到 Go/No-Go 之前。',
  ),
  entry('go', '/release go [发布] [备注]', '在 Go/No-Go 表决中投 GO', ['/release go']),
  entry('no-go', '/release no-go [发布] <原因>', '投 NO-GO，发布随之搁置', [
    '/release no-go 今天客服没有人值班',
  ]),
  entry('reopen', '/release reopen [发布]', '重新表决', ['/release reopen']),
];

const deploy: HelpEntry[] = [
  entry(
    'except',
    '/release except [发布] <原因>',
    '尽管处于冻结期或不在发布窗口内，仍允许开始',
    ['/release except 这个修复等不到周一'],
    '谁可以这样做由策略文件规定。',
  ),
  entry(
    'deploy',
    '/release deploy [发布]',
    '开始部署，或排队等待',
    ['/release deploy'],
    '只有负责人或申请人可以。每个服务在每个环境同一时间只进行一次发布，其余排队。',
  ),
  entry('accept', '/release accept [发布]', '以您的角色验收已完成的发布', ['/release accept']),
  entry(
    'problem',
    '/release problem [发布] <问题>',
    '报告已完成发布的问题',
    ['/release problem 收据仍显示旧标志'],
    '负责人和频道会得到通知。仅凭报告不会触发回滚。',
  ),
  entry('pause', '/release pause [发布] [原因]', '当前步骤结束后暂停', ['/release pause 正在查看用户反馈']),
  entry('resume', '/release resume [发布]', '继续剩余的观察期', ['/release resume']),
  entry('promote', '/release promote [发布]', '立即结束当前观察期', ['/release promote']),
  entry('retry', '/release retry [发布]', '重试失败的步骤', ['/release retry']),
  entry(
    'abort',
    '/release abort [发布] [原因]',
    '彻底停止',
    ['/release abort 标签打错了'],
    '部署目标尚未改动时直接取消；改动之后则回滚。',
  ),
];

const rollback: HelpEntry[] = [
  entry(
    'rollback',
    '/rollback now [服务] [环境] [原因]',
    '立即退回此前的版本',
    ['/rollback now', '/rollback now checkout prod'],
    '无需审批，任何锁定都不会阻止它。`--strategy phased` 或 `blue-green` 采用 `immediate` 之外的方式。`--with-database` 连同数据一起恢复；如果已经越过无法撤销的步骤，需要在它和 `--without-database` 之间选择。',
  ),
  entry('to', '/rollback to <版本> [服务] [环境] [原因]', '退回更早的良好版本', [
    '/rollback to 1.3.2',
    '/rollback to 1.3.2 checkout prod 超时太多',
  ]),
  entry('rollback-status', '/rollback status [服务] [环境]', '回滚进行到哪里', ['/rollback status']),
  entry('take-over', '/rollback take-over [发布] <原因>', '停止 tminus，由人手动完成', [
    '/rollback take-over 部署目标需要先重启',
  ]),
];

const incident: HelpEntry[] = [
  entry(
    'incident',
    '/release incident [发布] [P1|P2|P3] [出了什么问题]',
    '报告故障，或查看故障进展',
    ['/release incident P1 客户无法付款', '/release incident'],
    'P1：服务中断。P2：核心功能中断。P3：其他问题。会通知值班人员；若未在时限内响应，则通知下一批人。',
  ),
  entry('incident ack', '/release incident ack [发布]', '表示由您接手', ['/release incident ack']),
  entry('incident update', '/release incident update [发布] <进展> [--next <时长>]', '告诉大家目前的进展', [
    '/release incident update 正在扩容连接池 --next "10 min"',
  ]),
  entry('incident commander', '/release incident commander [发布] [@人员]', '指定由谁决策', [
    '/release incident commander @ana',
  ]),
  entry('incident resolve', '/release incident resolve [发布] <原因>', '在此处和 PagerDuty 中结束故障', [
    '/release incident resolve 连接池太小',
  ]),
];

const look: HelpEntry[] = [
  entry('status', '/release status [发布]', '目前状态和下一步', ['/release status']),
  entry('list', '/release list [服务] [环境]', '所有进行中的发布', ['/release list']),
  entry(
    'show',
    '/release show [发布] [output <步骤> [页码]] [verdict [阶段]]',
    '计划、执行手册、经过；步骤的输出；判定的依据',
    ['/release show', '/release show output install', '/release show verdict', '/release show verdict 25%'],
  ),
  entry('report', '/release report [发布]', '回滚的记录报告', ['/release report']),
  ...calendarHelp,
  entry(
    'audit',
    '/release audit [发布] [页码] [locks [服务] [环境]]',
    '谁在何时做了什么、为什么',
    ['/release audit', '/release audit checkout 1.4.0 2', '/release audit locks checkout prod'],
    '直接依据记录讲述，每次都会校验记录链。',
  ),
  entry(
    'settings',
    '/release settings [language|messages|email|quiet] [值]',
    '如何通知您：语言、私信、邮件、免打扰时段',
    ['/release settings', '/release settings language zh-CN', '/release settings quiet 22:00-08:00'],
    '只影响您自己。`language slack` 与 Slack 保持一致；`messages` 可选 `all`、`needed`、`urgent`；`quiet off` 取消免打扰。紧急情况始终会通知。',
  ),
  entry('help', '/release help [命令]', '本页，或某一条命令', ['/release help start']),
];

export const help: Words['help'] = {
  title: 'tminus 能听懂的命令',
  intro:
    '在发布频道中输入这些命令，或按发布卡片上的按钮。在消息列中请改为提及应用：`@tminus approve`。指明是哪次发布（例如 `checkout prod`）的部分，在只有一次符合时可以省略。',
  groups: [
    { title: '计划与审批', entries: plan },
    { title: '紧急情况', entries: emergency },
    { title: 'Go/No-Go 表决', entries: poll },
    { title: '部署', entries: deploy },
    { title: '回滚', entries: rollback },
    { title: '故障', entries: incident },
    { title: '查看与锁定', entries: look },
  ],
  examples: '例如',
  one: '查看某一条命令：`/release help start`',
  unknown: topic => `没有命令 ${topic}。现有的命令如下：`,
};
