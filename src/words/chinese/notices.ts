import type { NoticeKind } from '../../release/notices.ts';
import type { Words } from '../words.ts';
import { questionOver } from './question-over.ts';
import { formats } from './terms.ts';

/** Headlines of the notices that must not be overlooked; the others begin with their sentence. */
export const headlines: Partial<Record<NoticeKind, string>> = {
  OverrideAsked: '申请紧急放行',
  OverrideGranted: '紧急放行',
  PollOpened: 'Go/No-Go 表决',
  ApproversAsked: '请审批',
  ReleaseFailed: '发布失败',
  RollbackStarted: '正在回滚',
  RollbackTroubled: '回滚遇到困难',
  RolledBack: '已回滚',
  StepUnclear: '需要人工查看',
  DecisionAsked: '需要决定',
  IncidentOpened: '故障',
  IncidentEscalated: '故障无人接手',
};

export const notices: Words['notices'] = {
  headlines,
  again: '按您的要求再次提醒：',
  over: questionOver,
  card: '打开卡片',
  watching: '观察到的情况',
  traffic: percent => `问题版本承接了 ${formats.percent(percent)} 的流量。`,
  waitFor: '无需任何操作：会先把流量撤出问题版本。',
  page: {
    summary: (title, says) => `${title}：${says}`,
    details: {
      service: '服务',
      environment: '环境',
      version: '版本',
      before: '此前版本',
      owner: '负责人',
      release: '发布',
      status: '状态',
      traffic: '新版本的流量',
      finding: '发现的异常',
      says: '发生了什么',
      marks: '非常规流程',
    },
  },
};
