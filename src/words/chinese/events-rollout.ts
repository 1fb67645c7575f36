import type { RetirementEvent } from '../../release/retirement.ts';
import type { RolloutEvent } from '../../release/rollout.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { WatchEvent } from '../../release/watch.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { canGoBack, consequenceOf, noWayBack, titleOf } from './consequence.ts';
import { freeze } from './freeze.ts';
import { because, evidence, finding, problems } from './measured.ts';
import { formats } from './terms.ts';
import { watchReport } from './watch-report.ts';
import { written } from './written.ts';

const by = (who: string) => (who === TMINUS ? '自动' : `由 ${person(who)} `);

const reason = (why: string) => (why.trim() ? `：${clause(written(why))}` : '');

function phasesOf({ runbook }: Release): string {
  const shares = runbook.steps.flatMap(({ action }) =>
    action.kind === 'shift' ? [formats.percent(action.percent)] : [],
  );
  return shares.length > 0 ? `（${shares.join(' → ')}）` : '';
}

function nextPhase({ runbook }: Release, step: string): string {
  const at = runbook.steps.findIndex(({ id }) => id === step);
  const action = runbook.steps.slice(at + 1).find(next => next.action.kind === 'shift')?.action;
  if (at < 0 || action?.kind !== 'shift') return '';
  const bake = action.bakeMs > 0 ? `，观察 ${formats.duration(action.bakeMs)}` : '';
  return `下一阶段：${formats.percent(action.percent)}${bake}。`;
}

const orElse = (release: Release) => (canGoBack(release) ? '“回滚”' : '“中止”');

function failed(release: Release): string {
  const { rollout, plan } = release;
  const passed = noWayBack(release);
  if (passed)
    return `${titleOf(release, passed.id)} 已经开始且无法撤销，因此不会自动回滚。请 ${person(plan.owner)} 选择：重试或回滚。`;
  if (!rollout?.changed) return `部署目标没有任何改动。请 ${person(plan.owner)} 选择：重试、修改计划或中止。`;
  return `部署目标可能已被改动，且没有可退回的版本。请 ${person(plan.owner)} 选择：重试或中止。`;
}

export const eventsRollout: EventWords<(RolloutEvent | WatchEvent | RetirementEvent)['type']> = {
  RetirementStarted: ({ version }) => `正在停止为切回而保留的 ${inline(version)}。`,
  VersionRetired: ({ version, note }) => `为切回而保留的 ${inline(version)} 已停止${reason(note)}。`,
  VersionKept: ({ version, why }) => `为切回而保留的 ${inline(version)} 维持原状：${clause(why)}。`,
  DeployStarted: ({ from }, release) =>
    `${from === null ? '该环境的第一个版本' : `开始发布：${inline(from)} → ${inline(release.plan.version)}`}，策略 ${code(release.runbook.strategy)}${phasesOf(release)}。`,
  StepStarted: ({ step, attempt }, release) =>
    `${titleOf(release, step)} 已开始${attempt > 1 ? `，第 ${attempt} 次尝试` : ''}。`,
  StepSucceeded: ({ step, note }, release) => `${titleOf(release, step)} 已完成${reason(note)}。`,
  BakeStarted: ({ percent, until }, { plan }) =>
    `${formats.percent(percent)} 的流量已切到 ${inline(plan.version)}，观察至 ${when(until, formats)}。`,
  BakeExtended: ({ until, evidence: seen }) =>
    `观察期延长一次，至 ${when(until, formats)}：${because(seen.verdict)}（${evidence(seen)}）。`,
  PhaseCompleted: ({ step, percent, evidence: seen, promotedBy }, release) => {
    const next = nextPhase(release, step);
    return promotedBy
      ? `${formats.percent(percent)} 阶段由 ${person(promotedBy)} 提前推进。${next}`
      : `${formats.percent(percent)} 阶段通过${seen ? `：${evidence(seen)}` : ''}。${next}`;
  },
  StepFailed: ({ step, attempt, why, final }, release) =>
    final
      ? `${titleOf(release, step)} 失败：${clause(why)}。`
      : `${titleOf(release, step)} 第 ${attempt} 次尝试失败，将再次重试：${clause(why)}。`,
  StepUnclear: ({ step, why }, release) =>
    `无法确认 ${titleOf(release, step)} 是否已执行：${clause(why)}。请 ${person(release.plan.owner)} 查看部署目标，然后按“重试”或${orElse(release)}。`,
  TrafficStrayed: ({ percent, found }, { plan }) =>
    `部署目标在 ${inline(plan.version)} 上的流量变成了 ${formats.percent(found)}，而不是 ${formats.percent(percent)}（例如重新加载之后），已重新设为 ${formats.percent(percent)}。`,
  DecisionAsked: ({ why, evidence: seen }, release) =>
    `请 ${person(release.plan.owner)} 决定：${why === 'fail' && seen?.missed?.length ? '这一阶段没有达到应有的标准' : because(why)}${seen ? `（${evidence(seen)}）` : ''}。“提前推进”继续发布，${canGoBack(release) ? '“回滚”退回此前版本' : '“中止”保持现状'}。`,
  RolloutPaused: ({ by: who, why, freeze: began }) =>
    began
      ? freeze.paused(why, began.until)
      : `已${by(who)}暂停${reason(why)}。监控不间断。${code('/release resume')} 继续。`,
  RolloutResumed: ({ by: who }) => `已${by(who)}恢复。`,
  RetryRequested: ({ by: who, step }, release) => `${person(who)} 重试 ${titleOf(release, step)}。`,
  ReleaseFailed: ({ step, why }, release) =>
    `${titleOf(release, step)} 失败：${clause(why)}。${failed(release)}`,
  ReleaseCompleted: (_, { plan, rollout, endedAt, terms }) => {
    const took = rollout && endedAt ? `，用时 ${formats.duration(endedAt - rollout.startedAt)}` : '';
    const watched = terms.watch.afterMs > 0 ? `继续监控 ${formats.duration(terms.watch.afterMs)}。` : '';
    return `${inline(plan.version)} 已上线${took}。${watched}`;
  },
  TriggerFired: ({ finding: it }, release) =>
    `${finding(it, release.terms.watch.triggers)}。${consequenceOf(it, release)}`,
  MetricsLost: ({ why, kind }, { status }) =>
    `无法读取指标：${kind ? `${problems[kind]}（${clause(why)}）` : clause(why)}。没有数据绝不等于健康${status === 'deploying' ? '，因此放量暂停，直到指标恢复' : ''}。`,
  AlertResolved: ({ name }, { watch }) =>
    `告警“${inline(name, 120)}”已解除。${watch.finding?.alert ? '由它引起的处置保持不变，直到有人决定。' : ''}`,
  MetricsReturned: () => '指标已恢复读取。',
  WatchEnded: ({ because: ended, report }, { watch }) =>
    ended === 'superseded'
      ? '后续发布已经开始，监控结束。'
      : report
        ? watchReport(report, watch.fired)
        : '监控已结束。',
};
