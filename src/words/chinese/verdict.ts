import { CATASTROPHE_PERCENT } from '../../release/catastrophe.ts';
import type { Evidence } from '../../release/rollout.ts';
import type { Version } from '../../release/terms.ts';
import type { ComparisonRule, Finding, Proof, Tally, Trigger, WatchRules } from '../../release/watching.ts';
import type { VerdictAbout } from '../english/verdict.ts';
import { inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { consequenceOf } from './consequence.ts';
import { because, evidence, finding as numbersOf } from './measured.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

const line = (label: string, says: string) => `*${label}：* ${says}`;
const requestsOf = (count: number) => `${formats.number(count)} 个请求`;
const besideIt = ({ baseline }: VerdictAbout) => (baseline === null ? '并行的版本' : inline(baseline));

/** Why it was decided, on which numbers and how sure that is; mrkdwn, a line each. */
export const explain: Words['explain'] = (event, about) => {
  switch (event.type) {
    case 'TriggerFired':
      return ofFinding(event.finding, about);
    case 'PhaseCompleted':
      if (event.evidence) return ofEvidence(event.evidence, about);
      return [
        line(
          '原因',
          event.promotedBy
            ? `${person(event.promotedBy)} 提前放行，因此没有做出判定。`
            : '这里没有测量任何指标，因此无从判定。',
        ),
      ];
    case 'BakeExtended':
      return ofEvidence(event.evidence, about);
    case 'DecisionAsked':
      return event.evidence ? ofEvidence(event.evidence, about) : [line('原因', `${because(event.why)}。`)];
  }
};

function ofFinding(it: Finding, about: VerdictAbout): string[] {
  const { proof } = it;
  if (!proof) return ofTrigger(it, about);
  return [
    line('原因', reasons[proof.rule](about, serving(proof))),
    line(
      '数据',
      `${tally(proof.counted.canary, about.canary, proof.rule)}，从 ${when(proof.since, formats)} 起计（${formats.duration(about.at - proof.since)}）；${tally(proof.counted.baseline, besideIt(about), proof.rule)}，${counted(proof)}。`,
    ),
    line('把握', certainty(proof, about)),
  ];
}

/** With all of the traffic on the new version nothing is left beside it, so it is compared with what was kept. */
const serving = ({ against }: Proof): string =>
  against === 'saved' ? '与它并行运行时' : '（同一时间服务同样的用户）';

const counted = ({ against, savedFrom, savedUntil }: Proof): string =>
  against === 'saved' && savedFrom !== undefined && savedUntil !== undefined
    ? `取自 ${when(savedFrom, formats)} 至 ${when(savedUntil, formats)} 保留的数据`
    : '同一时段';

const reasons: Record<ComparisonRule, (about: VerdictAbout, serving: string) => string> = {
  catastrophe: about => `${inline(about.canary)} 的请求大量失败。`,
  'more-errors': (about, does) => `${inline(about.canary)} 的失败比 ${besideIt(about)} ${does}更频繁。`,
  'more-slow': (about, does) => `${inline(about.canary)} 的慢响应比 ${besideIt(about)} ${does}更频繁。`,
  'both-bad': about =>
    `${inline(about.canary)} 和 ${besideIt(about)} 的失败都超出允许的范围，因此不能归咎于其中任何一个。`,
  'error-over-none': about => `${besideIt(about)} 没有错误，而 ${inline(about.canary)} 出现了错误。`,
};

function tally({ requests, bad }: Tally, version: string, rule: ComparisonRule): string {
  const share = requests === 0 ? '' : `（${formats.percent((100 * bad) / requests)}）`;
  const what = rule === 'more-slow' ? '过慢' : '失败';
  return `${inline(version)} 的 ${requestsOf(requests)}中有 ${formats.number(bad)} 个${what}${share}`;
}

function certainty({ rule, odds, dispersion }: Proof, about: VerdictAbout): string {
  const tolerated = about.rules.comparison?.toleratedRatio;
  const allowed = about.rules.comparison?.sloPercent;
  const bursts = dispersion > 1 ? `不良请求成批出现，因此每 ${formats.number(dispersion)} 个只算一个。` : '';
  const chance = odds
    ? `假如 ${inline(about.canary)} 并不比 ${besideIt(about)} ${tolerated === undefined ? '' : `的 ${formats.number(tolerated)} 倍`}更差，那么无论查看多少次，${formats.number(Math.round(odds.against))} 次放量中最多只有 1 次会出现这样的数据；达到 ${formats.number(Math.round(odds.needed))} 次中 1 次即可判定。`
    : sayings[rule](allowed === undefined ? '上限' : formats.percent(allowed));
  return `${chance}${bursts}`;
}

/** Where no odds are needed. */
const sayings: Record<ComparisonRule, (allowed: string) => string> = {
  catastrophe: () =>
    `如此之多无需统计：多次测量中有 ${formats.percent(CATASTROPHE_PERCENT)} 以上的请求失败，就足以判定。`,
  'more-errors': () => '没有保留概率数据。',
  'more-slow': () => '没有保留概率数据。',
  'both-bad': allowed => `有 95% 的把握两者都超过允许的 ${allowed}；究竟是哪项变更引起的，从数据看不出来。`,
  'error-over-none': () => '仍可能是巧合，因此不回滚，需要人工查看。',
};

/** A rule with a fixed limit, or an alert from outside. */
function ofTrigger(it: Finding, { rules, at }: VerdictAbout): string[] {
  const since = it.since === undefined || it.since >= at ? '' : `从 ${when(it.since, formats)} 起就是如此。`;
  const numbers = line('数据', `${numbersOf(it, rules.triggers)}。${since}`);
  if (it.alert) {
    return [
      line('原因', '您自己的监控发出了告警。'),
      numbers,
      line('把握', '与告警背后的规则一样可靠；tminus 没有自行测量。'),
    ];
  }
  const trigger = rules.triggers.find(({ name }) => name === it.trigger);
  return [line('原因', '触发了策略文件中的一条规则。'), numbers, line('把握', sureness(trigger))];
}

function sureness(trigger: Trigger | undefined): string {
  const held = trigger?.heldMs ? `条件必须持续 ${formats.duration(trigger.heldMs)}。` : '';
  const condition = trigger?.condition;
  const spread =
    condition?.kind === 'error-rate' && condition.minSamples
      ? `失败必须出现在 ${formats.number(condition.minSamples)} 次测量中，一次突发不足以判定。`
      : '';
  switch (condition?.kind) {
    case 'restarts':
      return `该规则统计计数器重新归零的进程；${formats.number(condition.times)} 个即可触发。${held}`;
    case 'error-rate':
    case 'latency':
      return `该规则与固定上限比较。只需等到 ${requestsOf(condition.minRequests)}，不要求更高的把握，也不看并行版本的表现。${spread}${held}`;
    case 'latency-ratio':
      return `该规则与并行版本的固定倍数比较。只需等到 ${requestsOf(condition.minRequests)}，不要求更高的把握。${held}`;
    case 'throughput':
      return `该规则与其流量份额应有的请求数比较。只需应有 ${requestsOf(condition.minRequests)}，不要求更高的把握。${held}`;
    case 'health':
      return `该规则统计同一种健康检查的失败；${formats.number(condition.failures)} 次即可触发。${held}`;
    case 'figure':
      return `该规则在 ${formats.number(condition.minSamples)} 次测量之后，将最新值与固定上限比较。${held}`;
    default:
      return '该规则已不在计划中，因此无法说明。';
  }
}

const verdictReasons: Record<Evidence['verdict'], string> = {
  pass: '这一阶段没有触发任何规则，数据也足够。',
  fail: '这一阶段触发了策略文件中的一条规则。',
  inconclusive: '数据太少，无法判断。',
  unmeasured: '无法测量；这不等于不好，但绝不等于良好。',
};

function ofEvidence(it: Evidence, { rules, canary }: VerdictAbout): string[] {
  const { certainly: _, ...seen } = it;
  return [
    line('原因', it.missed?.length ? '这一阶段没有达到应有的标准。' : verdictReasons[it.verdict]),
    line('数据', `${evidence(seen)}。`),
    line('把握', certaintyOf(it, rules, canary)),
  ];
}

function certaintyOf({ verdict, requests, certainly }: Evidence, rules: WatchRules, canary: Version): string {
  if (verdict === 'unmeasured') return '无法说明。';
  const few =
    requests < rules.minRequests ? `一个阶段至少要有 ${requestsOf(rules.minRequests)}才能通过。` : '';
  if (!certainly) return `这里没有做比较，每次测量只检查了规则的固定上限。${few}`;
  const { errorsBelow, allowed } = certainly;
  return `有 95% 的把握，${inline(canary)} 失败的请求不超过 ${formats.percent(errorsBelow)}；${errorsBelow > allowed ? `只允许 ${formats.percent(allowed)}，因此还需要更多数据` : `允许 ${formats.percent(allowed)}`}。${few}`;
}

/** The words beside the explanation. */
export const verdict: Words['verdict'] = {
  fired: (it, release) => `*${inline(written(it.trigger))}。* ${consequenceOf(it, release)}`,
  extended: until => `观察期延长一次，至 ${when(until, formats)}。`,
  why: '为什么？',
  title: percent => (percent === null ? '判定' : `${formats.percent(percent)} 流量的判定`),
  fellAt: at => `判定时间：${when(at, formats)}。`,
  others: phases =>
    `其他阶段的判定：${formats.and(phases.map(phase => `\`/release show verdict ${phase}\``))}`,
  chartLater: '这里无法显示图表。可用 `/release show verdict` 绘制。',
  chartNow: '无法显示图表。',
  noChart: '测量数据太少，无法绘图，或数据已被清理：测量数据保留七天，判定永久保留。',
};
