import { inline } from '../mrkdwn.ts';
import type { Words } from '../words.ts';

/** The words of the plan modal. */
export const plan: Words['plan'] = {
  titles: { start: '计划发布', edit: '修改计划' },
  submit: { start: '提交计划', edit: '保存计划' },
  cancel: '取消',
  loading: '正在读取当前运行版本和已合并的变更……',
  heading: it =>
    `*${inline(it.service)}* ${it.running === null ? '首次发布，' : `${inline(it.running)} →`} *${inline(it.version)}* 到 *${it.environment}*`,
  kind: (type, strategy) => `${type}，发布策略 ${inline(strategy)}`,
  editHint: '保存修改后，所有人都需要重新审批。',
  parts: {
    scope: '发布内容',
    milestones: '里程碑',
    risks: '风险',
    dependencies: '依赖',
    rollback: '回滚方案',
    people: '人员与时间',
  },
  fields: {
    goal: '目标',
    owner: '负责人',
    features: '新功能',
    improvements: '改进',
    fixes: '修复',
    debt: '技术债',
    what: row => `风险 ${row}`,
    probability: '可能性',
    impact: '影响',
    mitigation: '应对措施',
    riskOwner: '由谁跟进',
    technical: '技术依赖',
    team: '其他团队',
    resource: '资源',
    conditions: '何时回滚',
    steps: '如何回滚',
    rollbackOwner: '由谁决定回滚',
    minutes: '预计分钟数',
    communication: '通知谁、何时通知',
    window: '发布窗口',
  },
  hints: {
    goal: '上线之后，谁会受益、好在哪里？',
    owner: '负责按“部署”，并在情况不明时做决定。负责人不能审批。',
    scope: '根据已合并的拉取请求填写，可以随意修改。',
    mitigation: '严重风险必须填写。',
    conditions: '自动监控的触发器之外的条件。',
    window: '例如：周二 10:00 至 12:00 UTC',
  },
  problems: list => `未能自动填写。${list.map(it => inline(it)).join(' ')}`,
};
