import type { Evidence } from '../../release/rollout.ts';
import type { Condition, Finding, Trigger, Verdict } from '../../release/watching.ts';
import { clause, inline } from '../mrkdwn.ts';
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

/** A value in the unit of the condition it belongs to. */
export function measured(value: number, kind: Condition['kind'] | undefined): string {
  if (kind === 'error-rate') return formats.percent(value);
  if (kind === 'latency' || kind === 'latency-ratio') return formats.latency(value);
  return formats.number(value);
}

/** The numbers a trigger fired on. */
export function finding(it: Finding, triggers: readonly Trigger[]): string {
  const kind = triggers.find(trigger => trigger.name === it.trigger)?.condition.kind;
  const say = (value: number) => (it.proof ? formats.percent(value) : measured(value, kind));
  const before = it.baseline === null ? '' : `, ${say(it.baseline)} on the version beside it`;
  const requests = formats.count(it.canaryRequests, { one: 'request', other: 'requests' });
  return `${inline(it.trigger)}: seen ${say(it.seen)}, limit ${say(it.limit)}${before} (${requests} in ${formats.duration(it.windowMs)})${oddsOf(it)}`;
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
  return parts.join(', ');
}
