import { isMoreThanABurst } from './catastrophe.ts';
import { errorPercent, quantile } from './counting.ts';
import { checksIn, countsIn, restartsIn, throughputIn, valuesOf, worstOf } from './seen.ts';
import type { Instant } from './terms.ts';
import type { Condition, Counts, Finding, Sample, Trigger, WatchRules } from './watching.ts';

/** What the version before had shown; it stands in where nothing of it is left beside the new one. */
export type Saved = Counts | null;

type Hit = Pick<Finding, 'seen' | 'limit' | 'baseline' | 'note'>;

/**
 * The triggers whose condition holds now, and has for as long as they ask. Windows slide, start at the first traffic
 * and need no full length, only their minimum sample (R-WATCH-2).
 */
export function firedBy(
  triggers: readonly Trigger[],
  samples: readonly Sample[],
  now: Instant,
  saved: Saved = null,
): Finding[] {
  const windows = new Map<number, Window>();
  return triggers.flatMap(trigger => {
    const { name, action, windowMs, severity, heldMs } = trigger;
    const within = windows.get(windowMs) ?? windowOf(trigger, samples, now);
    windows.set(windowMs, within);
    const hit = evaluate(trigger.condition, within, saved);
    if (!hit) return [];
    const since = heldMs === undefined ? within.samples[0]?.at : heldSince(trigger, samples, now, saved);
    if (since == null) return [];
    return [
      {
        trigger: name,
        action,
        windowMs,
        canaryRequests: within.counts().canary.requests,
        ...hit,
        since,
        ...(severity && { severity }),
      },
    ];
  });
}

/** Many triggers look at the same window, so its sum is made once, and only when somebody asks for it. */
interface Window {
  samples: readonly Sample[];
  counts(): ReturnType<typeof countsIn>;
}

function windowOf({ windowMs }: Trigger, all: readonly Sample[], at: Instant): Window {
  const samples = all.filter(sample => sample.at > at - windowMs && sample.at <= at);
  let known: ReturnType<typeof countsIn> | null = null;
  return {
    samples,
    counts() {
      known ??= countsIn(samples);
      return known;
    },
  };
}

/**
 * Since when the condition has held at every sample, when that is as long as the trigger asks; else null. A sample that
 * could not be measured tells nothing either way.
 */
function heldSince(trigger: Trigger, samples: readonly Sample[], now: Instant, saved: Saved): Instant | null {
  const begins = now - (trigger.heldMs ?? 0);
  const { kind } = trigger.condition;
  for (const { at, measurement, checks } of samples.toReversed()) {
    if (at > now || !(measurement || (kind === 'health' && checks))) continue;
    if (!evaluate(trigger.condition, windowOf(trigger, samples, at), saved)) return null;
    if (at <= begins) return at;
  }
  return null;
}

function evaluate(condition: Condition, { samples, counts }: Window, saved: Saved): Hit | null {
  switch (condition.kind) {
    case 'error-rate': {
      const { canary, baseline } = counts();
      const percent = errorPercent(canary);
      if (percent === null || canary.requests < condition.minRequests || percent <= condition.percent)
        return null;
      const spread = samples.filter(({ measurement }) => (measurement?.canary.errors ?? 0) > 0).length;
      const isBurst =
        spread < (condition.minSamples ?? 1) &&
        !isMoreThanABurst({ requests: canary.requests, bad: canary.errors });
      if (isBurst) return null;
      const usual = errorPercent(baseline.requests === 0 && saved ? saved : baseline);
      return { seen: percent, limit: condition.percent, baseline: usual };
    }
    case 'latency':
    case 'latency-ratio': {
      const { canary, baseline } = counts();
      const seconds = quantile(canary, condition.quantile);
      const usual = quantile(baseline, condition.quantile) ?? (saved && quantile(saved, condition.quantile));
      if (seconds === null || canary.requests < condition.minRequests) return null;
      const limit =
        condition.kind === 'latency' ? condition.seconds : usual === null ? null : condition.times * usual;
      return limit !== null && seconds > limit ? { seen: seconds, limit, baseline: usual } : null;
    }
    case 'health': {
      const worst = worstOf(checksIn(samples, condition.critical ?? true));
      if (!worst || worst.failures < condition.failures) return null;
      const { name, why } = worst.last;
      return {
        seen: worst.failures,
        limit: condition.failures,
        baseline: null,
        ...(why !== null && { note: `${name}: ${why}` }),
      };
    }
    case 'throughput': {
      const { got, due } = throughputIn(samples);
      const percent = due === 0 ? 100 : (100 * got) / due;
      return due >= condition.minRequests && percent < condition.percent
        ? { seen: percent, limit: condition.percent, baseline: null }
        : null;
    }
    case 'restarts': {
      const { restarts } = restartsIn(samples);
      return restarts >= condition.times ? { seen: restarts, limit: condition.times, baseline: null } : null;
    }
    case 'figure': {
      const values = valuesOf(condition.figure, samples);
      const last = values.at(-1);
      if (last === undefined || values.length < condition.minSamples) return null;
      const beyond = condition.is === 'above' ? last > condition.limit : last < condition.limit;
      return beyond ? { seen: last, limit: condition.limit, baseline: null } : null;
    }
  }
}

/**
 * What is worth telling of the triggers that hold, gravest first. Of several limits of the same measure the gravest one
 * says all, so the lesser are left out, now and later in the phase.
 */
export function newsOf(
  findings: readonly Finding[],
  triggers: readonly Trigger[],
  fired: readonly string[],
): Finding[] {
  const told = triggers.filter(({ name }) => fired.includes(name));
  const holding = triggers.filter(({ name }) => findings.some(({ trigger }) => trigger === name));
  return findings
    .filter(({ trigger: name }) => {
      const own = triggers.find(trigger => trigger.name === name);
      if (!own || fired.includes(name)) return false;
      return ![...told, ...holding].some(
        other => measureOf(other) === measureOf(own) && gravityOf(other) < gravityOf(own),
      );
    })
    .sort((a, b) => gravityOf(a) - gravityOf(b));
}

/** Smaller is graver. */
const gravityOf = ({ action, severity }: Pick<Trigger, 'action' | 'severity'>): number =>
  10 * ['rollback', 'pause', 'notify'].indexOf(action) +
  ['critical', 'high', 'medium'].indexOf(severity ?? 'high');

function measureOf({ condition }: Trigger): string {
  switch (condition.kind) {
    case 'latency':
      return `latency ${condition.quantile}`;
    case 'health':
      return `health ${condition.critical ?? true}`;
    case 'figure':
      return `figure ${condition.figure} ${condition.is}`;
    default:
      return condition.kind;
  }
}

/** Whether the last samples in a row, as many as the rules bear, could not be measured. */
export function isLost(rules: Pick<WatchRules, 'lostAfter'>, samples: readonly Sample[]): boolean {
  const last = samples.slice(-rules.lostAfter);
  return last.length >= rules.lostAfter && last.every(sample => sample.measurement === null);
}
