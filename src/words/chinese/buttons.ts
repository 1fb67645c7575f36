import type { Words } from '../words.ts';

/** The words on buttons: a verb each. */
export const buttons: Words['buttons'] = {
  approve: '批准',
  except: '允许例外',
  'ask-again': '重新提请审批',
  'remind-me': '稍后提醒',
  override: '紧急放行',
  grant: '放行',
  refuse: '拒绝放行',
  'skip-security': '跳过门禁',
  review: '完成复盘',
  reject: '驳回',
  go: 'GO',
  'no-go': 'NO-GO',
  deploy: '部署',
  pause: '暂停',
  resume: '继续',
  promote: '提前推进',
  retry: '重试',
  edit: '修改计划',
  reschedule: '改期',
  gates: '门禁',
  'gates-rerun': '重新运行门禁',
  checklist: '检查清单',
  accept: '验收',
  problem: '报告问题',
  abort: '中止',
  'rollback-now': '回滚',
  'rollback-to': '回滚',
  show: '详情',
  audit: '审计',
  status: '状态',
  report: '报告',
  reopen: '重新表决',
  incident: '报告故障',
  'incident-ack': '我来处理',
  'incident-update': '发布进展',
  'incident-resolve': '解决故障',
  'take-over': '人工接管',
  unlock: '解锁',
};

export const cancel: Words['cancel'] = '取消';

export const confirms: Words['confirms'] = {
  deploy: title => ({ title: '现在部署？', text: `${title} 轮到后立即开始。` }),
  promote: percent => ({
    title: '现在结束观察期？',
    text: `${percent} 这一阶段将视为通过，并开始下一步。此前的测量数据会保留。`,
  }),
  'rollback-now': (bad, to) => ({
    title: `回滚到 ${to}？`,
    text: `全部流量立即撤出 ${bad}，重新由 ${to} 承接。无需审批。`,
  }),
  retry: step => ({ title: '重试这一步？', text: `将再次执行：${step}。` }),
  resume: finding => ({
    title: '继续发布？',
    text: finding ? `这将推翻以下发现：${finding}` : '从暂停处继续放量。',
  }),
  unlock: place => ({
    title: '解锁？',
    text: `${place} 可以重新开始发布，排队中的发布会立即继续。`,
  }),
};
