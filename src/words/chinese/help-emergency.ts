import type { HelpEntry } from '../english/help.ts';

export const emergency: HelpEntry[] = [
  {
    topic: 'override',
    usage: '/release override [发布] <原因>',
    says: '申请紧急放行',
    examples: ['/release override 客户无法付款'],
    more: '将请求并呼叫策略指定的 CTO 或 CEO；他们自己输入则立即生效。跳过审批、检查清单、Go/No-Go 和冻结，但不跳过门禁、排队、锁定和监控。与 `--emergency` 一起写 `--skip-approval` 表示您本人有权并就此放行。',
  },
  {
    topic: 'grant',
    usage: '/release grant [发布] <原因>',
    says: '批准紧急放行',
    examples: ['/release grant 每分钟都在丢失订单'],
    more: '仅限有权放行的人。',
  },
  {
    topic: 'refuse',
    usage: '/release refuse [发布] <原因>',
    says: '拒绝紧急放行',
    examples: ['/release refuse 可以等审批'],
  },
  {
    topic: 'review',
    usage: '/release review [发布] <复盘结论>',
    says: '完成紧急放行后的复盘',
    examples: ['/release review checkout 1.4.1 修复正确，但告警晚了一小时'],
    more: '完成之前会一直提醒。',
  },
  {
    topic: 'skip-security',
    usage: '/release skip-security [发布] <原因>',
    says: '门禁未通过也允许上线',
    examples: ['/release skip-security 扫描器故障，已人工检查'],
    more: '仅限策略指定的人。`/release start` 的 `--skip-security` 从一开始就这样要求。',
  },
];
