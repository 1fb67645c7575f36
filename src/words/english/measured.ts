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

const verdicts: Record<Verdict, string> = {
  pass: 'it looks good',
  fail: 'it looks bad',
  inconclusive: 'too little was seen to tell',
  unmeasured: 'it could not be measured',
};

const isVerdict = (text: string): text is Verdict => text in verdicts;

/** Completes “because …”: a verdict by its name, anything else as it was written. */
export const because = (why: string): string => (isVerdict(why) ? verdicts[why] : clause(why));

const severities: Record<AlertSeverity, string> = { critical: 'Critical', high: 'High', medium: 'Medium' };

/** An alert from outside, by its name and its own words. */
const alert = ({ name, summary, startsAt }: AlertSeen): string =>
  `alert “${inline(name, 120)}” since ${when(startsAt, formats)}${summary.trim() ? ` (${clause(summary)})` : ''}`;

/** Why nothing could be measured; what exactly was found follows in parentheses. */
export const problems: Record<ProblemKind, string> = {
  dead: 'the source does not answer',
  refused: 'the source answers with an error',
  empty: 'the source answers, but has nothing of the new version',
  nan: 'the source answers with what is no number',
  late: 'the newest numbers are too old',
  ambiguous: 'the source gives several numbers where one is expected',
};

/** A value in the unit of the condition it belongs to. */
export function measured(value: number, kind: Condition['kind'] | undefined): string {
  if (kind === 'error-rate' || kind === 'throughput') return formats.percent(value);
  if (kind === 'latency' || kind === 'latency-ratio') return formats.latency(value);
  return formats.number(value);
}

/** The numbers a trigger fired on. */
export function finding(it: Finding, triggers: readonly Trigger[]): string {
  const kind = triggers.find(trigger => trigger.name === it.trigger)?.condition.kind;
  const say = (value: number) => (it.proof ? formats.percent(value) : measured(value, kind));
  const before =
    it.baseline === null
      ? ''
      : `, ${say(it.baseline)} on the version ${it.proof?.against === 'saved' ? 'before, while it ran beside' : 'beside it'}`;
  const requests = formats.count(it.canaryRequests, { one: 'request', other: 'requests' });
  const grave = it.severity ? `${severities[it.severity]}: ` : '';
  if (it.alert) return `${grave}${alert(it.alert)}`;
  return `${grave}${inline(it.trigger)}: seen ${say(it.seen)}, limit ${say(it.limit)}${before} (${requests} in ${formats.duration(it.windowMs)})${it.note ? `; ${inline(it.note, 150)}` : ''}${oddsOf(it)}`;
}

/** How sure the comparison is that this is no chance. */
function oddsOf({ proof }: Finding): string {
  if (!proof?.odds) return '';
  const { against, needed } = proof.odds;
  return `; ${formats.number(Math.round(against))} to 1 against chance, ${formats.number(needed)} to 1 is enough`;
}

/** What a phase showed, the version beside it in parentheses. */
export function evidence(it: Evidence): string {
  const beside = (value: number | null, say: (value: number) => string) =>
    value === null ? '' : ` (beside it ${say(value)})`;
  const parts = [formats.count(it.requests, { one: 'request', other: 'requests' })];
  if (it.errorPercent !== null) {
    parts.push(
      `errors ${formats.percent(it.errorPercent)}${beside(it.baselineErrorPercent, formats.percent)}`,
    );
  }
  if (it.certainly) {
    const { errorsBelow, allowed } = it.certainly;
    parts.push(
      `certainly no more than ${formats.percent(errorsBelow)}, ${formats.percent(allowed)} is allowed`,
    );
  }
  if (it.p95 !== null) parts.push(`P95 ${formats.latency(it.p95)}${beside(it.baselineP95, formats.latency)}`);
  for (const one of it.missed ?? []) parts.push(missed(one));
  if (it.restarts) {
    const times = formats.count(it.restarts, { one: 'process', other: 'processes' });
    parts.push(`${times} of the new version began again, so what was good before proves nothing`);
  }
  return [parts.join(', '), ...(it.problems ?? []).map(problem => clause(problem))].join('; ');
}

/** What should have been shown and was not. */
export function missed({ measure, is, limit, seen }: Missed): string {
  const [name, say] = nameOf(measure);
  const wanted = is === 'below' ? `must be below ${say(limit)}` : `must be at least ${say(limit)}`;
  return `${name} ${say(seen)} (${wanted})`;
}

function nameOf(measure: Measure): [name: string, say: (value: number) => string] {
  switch (measure.kind) {
    case 'error-rate':
      return ['error rate', formats.percent];
    case 'latency':
      return [`P${formats.number(100 * measure.quantile)}`, formats.latency];
    case 'throughput':
      return ['throughput', value => `${formats.number(value)}/s`];
    case 'figure':
      return [inline(measure.figure.replaceAll('_', ' ')), formats.number];
  }
}
