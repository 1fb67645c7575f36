import type { Milestone } from '../../release/plan.ts';
import type { RiskLevel, Severity } from '../../release/risk.ts';
import type { RollbackWay } from '../../release/rollback.ts';
import type { RollbackPart, RunPurpose } from '../../release/rollback-parts.ts';
import type { Stage } from '../../release/runbook.ts';
import type { Status } from '../../release/state.ts';
import type { Environment, ReleaseType } from '../../release/terms.ts';
import { formatsOf } from '../formats.ts';
import { inline } from '../mrkdwn.ts';
import type { Words } from '../words.ts';

export const formats = formatsOf('zh-CN');

const status: Record<Status, string> = {
  approving: '等待审批',
  rejected: '已驳回',
  preparing: '准备中',
  polling: 'Go/No-Go 表决中',
  held: '已搁置',
  ready: '可以部署',
  queued: '排队中',
  starting: '正在启动',
  deploying: '部署中',
  failed: '失败',
  'rolling-back': '回滚中',
  completed: '已完成',
  'rolled-back': '已回滚',
  'taken-over': '已由人工接管',
  aborted: '已中止',
};

/** Completes “这次发布…”. */
const statusVerb: Record<Status, string> = {
  approving: '正在等待审批',
  rejected: '已被驳回',
  preparing: '还缺少继续的条件',
  polling: '正在进行 Go/No-Go 表决',
  held: '已搁置',
  ready: '已就绪，可以部署',
  queued: '正在排队',
  starting: '刚刚启动',
  deploying: '正在部署',
  failed: '已失败',
  'rolling-back': '正在回滚',
  completed: '已完成',
  'rolled-back': '已回滚',
  'taken-over': '已由人工接管',
  aborted: '已中止',
};

const type: Record<ReleaseType, string> = {
  patch: '补丁版本',
  minor: '小版本',
  major: '大版本',
  hotfix: '紧急修复',
};

const environment: Record<Environment, string> = {
  development: '开发环境',
  testing: '测试环境',
  staging: '预发环境',
  production: '生产环境',
};

const stage: Record<Stage, string> = {
  prepare: '准备',
  build: '构建',
  database: '数据库',
  assets: '静态资源',
  services: '服务',
  functions: '函数与配置',
  monitoring: '监控',
  verify: '验证',
};

const milestone: Record<Milestone, string> = {
  'code freeze': '代码冻结',
  'tests done': '测试完成',
  'acceptance done': '验收完成',
  'pre-production': '预发布',
  production: '生产发布',
  verification: '发布验证',
};

const level: Record<RiskLevel, string> = { low: '低', medium: '中', high: '高', 'very high': '很高' };

const severity: Record<Severity, string> = { low: '低', medium: '中', high: '高', critical: '严重' };

const way: Record<RollbackWay, string> = {
  immediate: '立即回滚',
  phased: '分阶段回滚',
  'blue-green': '蓝绿切换',
};

function part(it: RollbackPart, bad: string, to: string): string {
  switch (it.kind) {
    case 'shift':
      return it.percent === 0
        ? `将全部流量撤出 ${bad}`
        : `只给 ${bad} 保留 ${formats.percent(it.percent)} 的流量`;
    case 'cancel':
      return '停止仍在执行的操作';
    case 'wait':
      return `观察 ${formats.duration(it.ms)}`;
    case 'restore':
      return `让 ${to} 承接全部流量`;
    case 'verify':
      return `回读确认 ${to} 已承接全部流量`;
    case 'run':
      return it.purpose === 'undo' ? `撤销：${inline(it.does, 120)}` : ofData[it.purpose];
  }
}

const ofData: Record<Exclude<RunPurpose, 'undo'>, string> = {
  'pause-writes': '暂停写入',
  backup: '备份当前数据',
  'restore-data': '用本次发布的备份恢复数据',
  'check-data': '校验数据完整性',
  'resume-writes': '恢复写入',
};

/** Completes “现在不能…”; also what a refusal calls the deed. */
const deeds: Record<string, string> = {
  abort: '中止',
  'ask again': '重新提请审批',
  'ask-again': '重新提请审批',
  'remind-me': '推迟提醒',
  approve: '批准',
  deploy: '部署',
  edit: '修改计划',
  'gates rerun': '运行门禁',
  go: '表决',
  move: '改到别的服务或环境',
  'no-go': '表决',
  override: '紧急放行',
  pause: '暂停',
  promote: '提前推进',
  except: '申请例外',
  reject: '驳回',
  checklist: '修改检查清单',
  accept: '验收',
  problem: '报告问题',
  reopen: '重新表决',
  'reopen the poll': '重新表决',
  reschedule: '改期',
  owner: '更换负责人',
  resume: '继续',
  retry: '重试步骤',
  'roll back': '回滚',
  'take over': '接管回滚',
  'take-over': '接管回滚',
};

/** Completes “只有…可以…”. */
const permitted: Words['terms']['permitted'] = {
  start: '开始发布',
  edit: '修改计划',
  reschedule: '改期',
  owner: '更换负责人',
  vote: '表决',
  deploy: '部署',
  reopen: '重新表决',
  pause: '暂停发布',
  resume: '继续发布',
  promote: '提前推进',
  retry: '重试步骤',
  abort: '中止发布',
  rollback: '回滚',
  'take-over': '接管回滚',
  incident: '处理故障',
  review: '结束紧急放行的复盘',
  lock: '锁定',
  unlock: '解锁',
  freeze: '冻结',
  'skip-security': '跳过门禁',
  token: '发放证据令牌',
};

export const terms: Words['terms'] = {
  status,
  statusVerb,
  type,
  environment,
  stage,
  milestone,
  level,
  severity,
  way,
  part,
  deeds,
  permitted,
};
