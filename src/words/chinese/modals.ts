import { clause, code, inline, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

/** The words of the smaller modals. */
export const modals: Words['modals'] = {
  cancel: '取消',
  reason: '原因',
  except: {
    title: '允许例外',
    submit: '允许开始',
    hint: '所有人都会看到，多年以后依然可查。',
    says: '尽管目前处于冻结期或不在发布窗口内，仍允许开始。',
  },
  problem: {
    title: '报告问题',
    label: '哪里有问题',
    submit: '报告',
    says: '负责人和频道会立即得到通知。仅凭报告不会触发回滚。',
    hint: '您看到了什么？在哪里？',
  },
  override: {
    title: '紧急放行',
    submit: '申请',
    hint: '为什么不能等。所有人都会看到，多年以后依然可查。',
    says: '将请求并呼叫有权放行的人；如果您就是其中之一，立即生效。跳过审批、检查清单、Go/No-Go 和冻结，但不跳过门禁、排队、锁定和监控，事后必须复盘。',
  },
  grant: {
    title: '紧急放行',
    submit: '放行',
    hint: '所有人都会看到，多年以后依然可查。',
    asked: (by, reason) => `${person(by)} 的申请：${inline(reason, 1000)}`,
    says: '您将为这份计划跳过审批、检查清单、Go/No-Go 和冻结。门禁、排队、锁定和监控照常有效。部署后须复盘，届时会提醒您。',
  },
  'skip-security': {
    title: '跳过门禁',
    submit: '跳过',
    hint: '为什么仍可上线。此后每条消息都会写明。',
    says: '未通过的门禁不再阻止上线。仅限策略指定的人；审批和 Go/No-Go 照常。',
  },
  refuse: {
    title: '拒绝紧急放行',
    submit: '拒绝',
    hint: '有什么理由反对？',
    says: '发布按原流程进行。',
  },
  review: {
    title: '完成复盘',
    label: '复盘结论',
    submit: '完成',
    hint: '放行是否正确？怎样避免下次再需要放行？',
    says: '您写的内容会留存，并结束提醒。',
  },
  reject: {
    title: '驳回发布',
    submit: '驳回',
    says: '发布将停止。负责人会看到您的原因，可以修改计划后重新提请审批。',
    hint: '需要改什么？',
  },
  'no-go': {
    title: '投 NO-GO',
    submit: '投 NO-GO',
    says: '一票 NO-GO 就会搁置发布，之后如何由负责人决定。',
    hint: '有什么理由反对？',
  },
  reschedule: {
    title: '改期',
    submit: '保存',
    says: '届时若一切就绪便自动开始。改期不影响审批；若表决要到那时之前才开始，则需重新表决。',
    hint: '按您自己的时区。留空则取消预定时间。',
  },
  abort: {
    title: '中止发布',
    submit: '中止',
    cancels: '部署目标没有任何改动，因此直接取消发布。',
    rollsBack: to => `部署目标可能已被改动，因此中止会回滚到 ${inline(to)}。`,
    pastReturn: step => `“${inline(written(step), 120)}”已经开始且无法撤销，因此中止前会先询问如何退回。`,
    leaves: '部署目标可能已被改动，且没有可退回的版本：保持现状。',
    hint: '写给以后查阅的人。',
  },
  'take-over': {
    title: '接管回滚',
    label: '您的做法',
    submit: '接管',
    says: 'tminus 立即停止，由您手动完成回滚。在解锁之前，该服务保持锁定。',
    hint: '您打算怎么做？',
  },
  lock: {
    title: '锁定',
    submit: '锁定',
    says: (service, environment) =>
      `锁定期间，*${inline(service)}* 不会开始发布到 *${inline(environment)}*。回滚始终可以进行。`,
    hint: '等待的人会看到。',
    howLong: '时长',
    forMs: ms => formats.duration(ms),
    untilUnlocked: '直到有人解锁',
  },
  approve: {
    title: '批准发布',
    submit: '批准',
    says: '您批准的正是以下内容；任何改动都会再次请您审批。',
    forVoice: of => `您是代 ${person(of)} 审批。`,
    version: '版本',
    commit: '提交',
    noCommit: '没有代码仓库',
    environment: '环境',
    strategy: '发布策略',
    steps: '将要执行的步骤',
    undoneBy: how => `撤销方式：${clause(written(how))}`,
    cannotBeUndone: '无法撤销',
    bakes: ms => `然后观察 ${formats.duration(ms)}`,
    safeUntil: title => `在“${inline(written(title))}”之前可以安全退回，该步骤无法撤销。`,
    preparation: ms => `准备工作在开始前 ${formats.duration(ms)} 启动。`,
    keeps: (running, ms, isStopped) =>
      `完成后 ${inline(running)} 继续保留 ${formats.duration(ms)}，以便切回${isStopped ? '，之后停止' : ''}。`,
    why: because => `策略文件的说明：${because}。`,
    beyond: '此后触发器会冻结流量并呼叫值班人员，而不会回滚；由人决定退回时，需说明数据如何处理。',
    alwaysSafe: '每一步都可以安全退回。',
  },
  remindMe: {
    title: '稍后提醒',
    submit: '提醒我',
    says: '届时如果仍需要您，将再提醒一次。',
    inMs: ms => `${formats.duration(ms)}后`,
    howLong: '何时',
  },
  pastReturn: {
    restore: {
      label: '连同数据一起回滚',
      title: to => `连同数据退回 ${to}？`,
      text: '先切回流量并退回版本。随后暂停写入、备份当前数据并恢复旧数据；只有数据完整时才恢复写入。',
    },
    leave: {
      label: '回滚但保留数据',
      title: to => `退回 ${to} 并保留数据？`,
      text: '切回流量并退回版本。数据保持在无法撤销的步骤之后的样子。',
    },
  },
  rollbackChoice: {
    says: count => (count === 1 ? '可以回滚：' : '有多次发布可以回滚。是哪一次？'),
    none: title => `${inline(title)} 还没有改动部署目标，因此没有可回滚的内容。您可以中止它。`,
    byCommand: command => `键盘操作：${code(command)}`,
  },
};
