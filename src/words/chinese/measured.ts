import type { Measure, Missed } from '../../release/criteria.ts';
import type { Evidence } from '../../release/rollout.ts';
import type {
  AlertSeen,
  AlertSeverity,
  Condition,
  Finding,
  ProblemKind,
  Trigger,
  Verdict,
} from '../../release/watching.ts';
import { clause, inline, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

const verdicts: Record<Verdict, string> = {
  pass: '表现良好',
  fail: '表现不佳',
  inconclusive: '数据太少，无法判断',
  unmeasured: '无法测量',
};

const isVerdict = (text: string): text is Verdict => text in verdicts;

/** Completes “原因：…”: a verdict by its name, anything else as it was written. */
export const because = (why: string): string => (isVerdict(why) ? verdicts[why] : clause(why));

const severities: Record<AlertSeverity, string> = { critical: '严重', high: '高', medium: '中' };

/** An alert from outside, by its name and its own words. */
const alert = ({ name, summary, startsAt }: AlertSeen): string =>
  `告警“${inline(name, 120)}”，始于 ${when(startsAt, formats)}${summary.trim() ? `（${clause(summary)}）` : ''}`;

/** Why nothing could be measured; what exactly was found follows in parentheses. */
export const problems: Record<ProblemKind, string> = {
  dead: '指标源没有响应',
  refused: '指标源返回错误',
  empty: '指标源有响应，但没有新版本的数据',
  nan: '指标源返回的不是数字',
  late: '最新的数据太旧',
  ambiguous: '应有一个数值的地方，指标源返回了多个',
};

/** A value in the unit of the condition it belongs to. */
export function measured(value: number, kind: Condition['kind'] | undefined): string {
  if (kind === 'error-rate' || kind === 'throughput') return formats.percent(value);
  if (kind === 'latency' || kind === 'latency-ratio') return formats.latency(value);
  return formats.number(value);
}

const requests = (count: number) => `${formats.number(count)} 个请求`;

/** The numbers a trigger fired on. */
export function finding(it: Finding, triggers: readonly Trigger[]): string {
  const kind = triggers.find(trigger => trigger.name === it.trigger)?.condition.kind;
  const say = (value: number) => (it.proof ? formats.percent(value) : measured(value, kind));
  const before =
    it.baseline === null
      ? ''
      : `，${it.proof?.against === 'saved' ? '此前版本并行运行时' : '并行的版本'}为 ${say(it.baseline)}`;
  const grave = it.severity ? `${severities[it.severity]}：` : '';
  if (it.alert) return `${grave}${alert(it.alert)}`;
  return `${grave}${inline(written(it.trigger))}：实测 ${say(it.seen)}，上限 ${say(it.limit)}${before}（${formats.duration(it.windowMs)}内 ${requests(it.canaryRequests)}）${it.note ? `；${inline(it.note, 150)}` : ''}${oddsOf(it)}`;
}

/** How sure the comparison is that this is no chance. */
function oddsOf({ proof }: Finding): string {
  if (!proof?.odds) return '';
  const { against, needed } = proof.odds;
  return `；不是巧合的把握为 ${formats.number(Math.round(against))} 比 1，达到 ${formats.number(needed)} 比 1 即可判定`;
}

/** What a phase showed, the version beside it in parentheses. */
export function evidence(it: Evidence): string {
  const beside = (value: number | null, say: (value: number) => string) =>
    value === null ? '' : `（并行版本 ${say(value)}）`;
  const parts = [requests(it.requests)];
  if (it.errorPercent !== null) {
    parts.push(
      `错误率 ${formats.percent(it.errorPercent)}${beside(it.baselineErrorPercent, formats.percent)}`,
    );
  }
  if (it.certainly) {
    const { errorsBelow, allowed } = it.certainly;
    parts.push(`可以确定不超过 ${formats.percent(errorsBelow)}，允许 ${formats.percent(allowed)}`);
  }
  if (it.p95 !== null) parts.push(`P95 ${formats.latency(it.p95)}${beside(it.baselineP95, formats.latency)}`);
  for (const one of it.missed ?? []) parts.push(missed(one));
  if (it.restarts) {
    parts.push(`新版本有 ${formats.number(it.restarts)} 个进程重新启动过，此前的良好表现不能作数`);
  }
  return [parts.join('，'), ...(it.problems ?? []).map(problem => clause(problem))].join('；');
}

/** What should have been shown and was not. */
export function missed({ measure, is, limit, seen }: Missed): string {
  const [name, say] = nameOf(measure);
  return `${name} ${say(seen)}（${is === 'below' ? '必须低于' : '必须不低于'} ${say(limit)}）`;
}

function nameOf(measure: Measure): [name: string, say: (value: number) => string] {
  switch (measure.kind) {
    case 'error-rate':
      return ['错误率', formats.percent];
    case 'latency':
      return [`P${formats.number(100 * measure.quantile)}`, formats.latency];
    case 'throughput':
      return ['吞吐量', value => `${formats.number(value)}/秒`];
    case 'figure':
      return [inline(measure.figure.replaceAll('_', ' ')), formats.number];
  }
}
