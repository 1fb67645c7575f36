import type { ItemGroup, ItemTime } from '../../release/checklist.ts';
import type { ItemEvidence, PlanPart, Sign } from '../../release/item-evidence.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';

const group: Record<ItemGroup, string> = {
  'code and build': '代码与构建',
  'tests and quality': '测试与质量',
  'documents and communication': '文档与沟通',
  'environment and configuration': '环境与配置',
  readiness: '准备就绪',
  verification: '验证',
  'closing work': '收尾工作',
};

const time: Record<ItemTime, string> = {
  before: 'Go/No-Go 之前',
  during: '发布过程中',
  after: '完成之后',
};

const signs: Record<Sign, string> = {
  approvals: '审批已齐全',
  tag: '标签已找到',
  runbook: '运行手册已生成',
  'way-back': '有退路',
  triggers: '有触发规则监控',
  poll: 'Go/No-Go 结果为 GO',
  started: '已开始，频道已收到通知',
  phases: '各阶段均已完成',
  completed: '已完成',
  watched: '监控期已结束',
  quiet: '监控期内没有触发规则',
  accepted: '所有被询问者都已验收',
};

const parts: Record<PlanPart, string> = {
  goal: '目标',
  scope: '内容',
  milestones: '里程碑',
  risks: '风险',
  dependencies: '依赖',
  rollback: '回退办法',
  communication: '通知对象',
  window: '发布窗口',
};

const names = (all: readonly string[]) => formats.and(all.map(name => inline(name)));

function evidence(it: ItemEvidence): string {
  switch (it.is) {
    case 'plan':
      return `计划写明了${formats.and(it.parts.map(part => parts[part]))}`;
    case 'gates':
      return `门禁 ${names(it.gates)} 已通过`;
    case 'stage':
      return `“${terms.stage[it.stage]}”环节已完成或无需执行`;
    default:
      return signs[it.is];
  }
}

/** The checklist of a release and what is asked after its completion. */
export const checklist: Words['checklist'] = {
  group,
  time,
  evidence,
  title: title => `${title} 的检查清单`,
  label: '检查清单',
  closing: '完成之后',
  none: '策略没有为这次发布规定检查清单，因此无需勾选。',
  wouldTick: (byHand, of) => {
    const hands = byHand.map(it => `“${inline(it.text, 120)}”（${inline(it.role)}）`);
    return hands.length === 0
      ? `继续之前检查清单要求 ${formats.number(of)} 项，均凭证据自动勾选。`
      : `继续之前检查清单要求 ${formats.number(of)} 项；需手动勾选：${formats.and(hands)}。`;
  },
  count: (ticked, of) => `${formats.number(of)} 项中已勾选 ${formats.number(ticked)} 项`,
  line: (it, tick) => {
    const open = `${inline(it.text)}（${code(it.id)}，${inline(it.role)}${it.required ? '' : '，可选'}）`;
    switch (tick.is) {
      case 'by-hand':
        return `${inline(it.text)}：${person(tick.by)}，${when(tick.at, formats)}`;
      case 'by-evidence':
        return `${inline(it.text)}：${evidence(tick.evidence)}，${when(tick.since, formats)}`;
      case 'open':
        return tick.taken
          ? `${open}：${person(tick.taken.by)} 取消了勾选：${clause(tick.taken.reason)}`
          : open;
    }
  },
  option: (tick, role) => {
    if (tick.is === 'by-hand') return `已手动勾选 · ${role}`;
    return tick.is === 'by-evidence' ? `已勾选：${evidence(tick.evidence)}` : role;
  },
  byKeyboard: `键盘操作：${code('/release checklist tick <项目>')}、${code('/release checklist untick <项目> <原因>')}。`,
  whoMay: owner => `每一项由担任其角色的人或 ${person(owner)} 勾选。`,
  modal: {
    title: '检查清单',
    submit: '保存',
    reason: '为何取消勾选',
    reasonHint: '仅在取消勾选时需要填写。若取消的是 Go/No-Go 之前的必需项，将重新表决。',
  },
  changed: (title, ticked, unticked) => {
    const done = [
      ...(ticked > 0 ? [`勾选了 ${formats.number(ticked)} 项`] : []),
      ...(unticked > 0 ? [`取消了 ${formats.number(unticked)} 项`] : []),
    ];
    return done.length === 0
      ? `${title} 的检查清单本来就是这样。`
      : `${title} 的检查清单：${formats.and(done)}。`;
  },
  asksAgain: '发布退回到 Go/No-Go 之前：此前的投票不再有效。',
  leftOpen: count => `还有 ${formats.number(count)} 个必需项未完成；${code('/release checklist')} 可以查看。`,
  answer: it =>
    it.is === 'accepted'
      ? `${inline(it.role)}：${person(it.by)} 已验收，${when(it.at, formats)}`
      : `${inline(it.role)}：${person(it.by)} 报告了问题：${clause(it.what)}`,
  unanswered: (role, who) =>
    who.length > 0 && who.length <= 5
      ? `${inline(role)}：等待 ${formats.or(who.map(person))}`
      : `${inline(role)}：等待中`,
  toAccept: roles => `${names(roles)}：请验收或报告问题。`,
  accepted: (title, missing) =>
    missing.length === 0
      ? `您已验收 ${title}；所有被询问者都已答复。`
      : `您已验收 ${title}。${names(missing)} 尚未答复。`,
  problemNoted: (title, owner) =>
    `已记录 ${title} 的问题；已通知 ${person(owner)} 和频道。用 ${code('/rollback now')} 可立即回滚。`,
};
