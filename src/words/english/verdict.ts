import { CATASTROPHE_PERCENT } from '../../release/catastrophe.ts';
import type { Evidence } from '../../release/rollout.ts';
import type { Release } from '../../release/state.ts';
import type { Instant, Version } from '../../release/terms.ts';
import type { VerdictEvent } from '../../release/verdicts.ts';
import type { ComparisonRule, Finding, Proof, Tally, Trigger, WatchRules } from '../../release/watching.ts';
import { inline, person, when } from '../mrkdwn.ts';
import { consequenceOf } from './consequence.ts';
import { because, evidence, finding as numbersOf } from './measured.ts';
import { formats } from './terms.ts';

/** What a verdict is about. */
export interface VerdictAbout {
  canary: Version;
  baseline: Version | null;
  rules: WatchRules;
  /** When it fell. */
  at: Instant;
}

const line = (label: string, says: string) => `*${label}:* ${says}`;
const requestsOf = (count: number) => formats.count(count, { one: 'request', other: 'requests' });
const besideIt = ({ baseline }: VerdictAbout) =>
  baseline === null ? 'the version beside it' : inline(baseline);

/** Why it was decided, on which numbers and how sure that is; mrkdwn, a line each. */
export function explain(event: VerdictEvent, about: VerdictAbout): string[] {
  switch (event.type) {
    case 'TriggerFired':
      return ofFinding(event.finding, about);
    case 'PhaseCompleted':
      if (event.evidence) return ofEvidence(event.evidence, about);
      return [
        line(
          'Why',
          event.promotedBy
            ? `${person(event.promotedBy)} let it through before its end, so no verdict was drawn.`
            : 'Nothing is measured here, so there was nothing to judge.',
        ),
      ];
    case 'BakeExtended':
      return ofEvidence(event.evidence, about);
    case 'DecisionAsked':
      return event.evidence ? ofEvidence(event.evidence, about) : [line('Why', `${because(event.why)}.`)];
  }
}

function ofFinding(it: Finding, about: VerdictAbout): string[] {
  const { proof } = it;
  if (!proof) return ofTrigger(it, about);
  return [
    line('Why', reasons[proof.rule](about, serving(proof))),
    line(
      'Numbers',
      `${tally(proof.counted.canary, about.canary, proof.rule)}, counted from ${when(proof.since, formats)} on (${formats.duration(about.at - proof.since)}); ${tally(proof.counted.baseline, besideIt(about), proof.rule)}, ${counted(proof)}.`,
    ),
    line('How sure', certainty(proof, about)),
  ];
}

/** With all of the traffic on the new version nothing is left beside it, so it is compared with what was kept. */
const serving = ({ against }: Proof): string =>
  against === 'saved' ? 'did while it ran beside it' : 'does, which serves the same users at the same time';

const counted = ({ against, savedFrom, savedUntil }: Proof): string =>
  against === 'saved' && savedFrom !== undefined && savedUntil !== undefined
    ? `kept from ${when(savedFrom, formats)} to ${when(savedUntil, formats)}`
    : 'in the same time';

const reasons: Record<ComparisonRule, (about: VerdictAbout, serving: string) => string> = {
  catastrophe: about => `a large part of the requests to ${inline(about.canary)} fails.`,
  'more-errors': (about, does) => `${inline(about.canary)} fails more often than ${besideIt(about)} ${does}.`,
  'more-slow': (about, does) => `${inline(about.canary)} is slow more often than ${besideIt(about)} ${does}.`,
  'both-bad': about =>
    `both ${inline(about.canary)} and ${besideIt(about)} fail more often than they may, so this blames neither.`,
  'error-over-none': about => `${inline(about.canary)} has errors where ${besideIt(about)} has none.`,
};

function tally({ requests, bad }: Tally, version: string, rule: ComparisonRule): string {
  const share = requests === 0 ? '' : ` (${formats.percent((100 * bad) / requests)})`;
  const what = rule === 'more-slow' ? 'slow' : 'failed';
  return `${formats.number(bad)} of ${requestsOf(requests)} ${what} on ${inline(version)}${share}`;
}

function certainty({ rule, odds, dispersion }: Proof, about: VerdictAbout): string {
  const tolerated = about.rules.comparison?.toleratedRatio;
  const allowed = about.rules.comparison?.sloPercent;
  const bursts =
    dispersion > 1
      ? ` Bad requests came in bursts, so ${formats.number(dispersion)} of them counted as one.`
      : '';
  const chance = odds
    ? `if ${inline(about.canary)} were no worse than ${tolerated === undefined ? '' : `${formats.number(tolerated)} times `}${besideIt(about)}, numbers like these would turn up in at most 1 of ${formats.number(Math.round(odds.against))} rollouts, however often one looks; 1 of ${formats.number(Math.round(odds.needed))} is enough.`
    : sayings[rule](allowed === undefined ? 'the limit' : formats.percent(allowed));
  return `${chance}${bursts}`;
}

/** Where no odds are needed. */
const sayings: Record<ComparisonRule, (allowed: string) => string> = {
  catastrophe: () =>
    `so much needs no statistics: ${formats.percent(CATASTROPHE_PERCENT)} and more of the requests, spread over several measurements, are enough.`,
  'more-errors': () => 'the odds were not kept.',
  'more-slow': () => 'the odds were not kept.',
  'both-bad': allowed =>
    `with 95% certainty both are above the ${allowed} that are allowed; which change did it, the numbers cannot tell.`,
  'error-over-none': () => 'it may still be chance, so nothing is rolled back and a person has to look.',
};

/** A rule with a fixed limit, or an alert from outside. */
function ofTrigger(it: Finding, { rules, at }: VerdictAbout): string[] {
  const since =
    it.since === undefined || it.since >= at ? '' : ` It has looked so since ${when(it.since, formats)}.`;
  const numbers = line('Numbers', `${numbersOf(it, rules.triggers)}.${since}`);
  if (it.alert) {
    return [
      line('Why', 'an alert of your own monitoring fired.'),
      numbers,
      line('How sure', 'as sure as the rule behind the alert; tminus did not measure it itself.'),
    ];
  }
  const trigger = rules.triggers.find(({ name }) => name === it.trigger);
  return [line('Why', 'a rule of the policy fired.'), numbers, line('How sure', sureness(trigger))];
}

function sureness(trigger: Trigger | undefined): string {
  const held = trigger?.heldMs ? ` The condition has to hold for ${formats.duration(trigger.heldMs)}.` : '';
  const condition = trigger?.condition;
  const spread =
    condition?.kind === 'error-rate' && condition.minSamples
      ? ` Failures have to be in ${formats.number(condition.minSamples)} measurements, for one burst is no verdict.`
      : '';
  switch (condition?.kind) {
    case 'restarts':
      return `the rule counts processes whose counters began again; ${formats.number(condition.times)} are enough.${held}`;
    case 'error-rate':
    case 'latency':
      return `the rule compares with a fixed limit. It waits for ${requestsOf(condition.minRequests)} and for no certainty beyond, and does not ask how the version beside it does.${spread}${held}`;
    case 'latency-ratio':
      return `the rule compares with the version beside it, times a fixed factor. It waits for ${requestsOf(condition.minRequests)} and for no certainty beyond.${held}`;
    case 'throughput':
      return `the rule compares with what its share of the traffic should bring. It waits for ${requestsOf(condition.minRequests)} due and for no certainty beyond.${held}`;
    case 'health':
      return `the rule counts failed checks of one kind; ${formats.number(condition.failures)} are enough.${held}`;
    case 'figure':
      return `the rule compares the latest value with a fixed limit, after ${formats.count(condition.minSamples, { one: 'measurement', other: 'measurements' })}.${held}`;
    default:
      return 'the rule is no longer in the plan, so nothing can be said.';
  }
}

const verdictReasons: Record<Evidence['verdict'], string> = {
  pass: 'no rule fired in this phase, and enough was seen.',
  fail: 'a rule of the policy fired in this phase.',
  inconclusive: 'too little was seen to tell.',
  unmeasured: 'it could not be measured, which is not the same as bad, and never good.',
};

function ofEvidence(it: Evidence, { rules, canary }: VerdictAbout): string[] {
  const { certainly: _, ...seen } = it;
  return [
    line('Why', it.missed?.length ? 'the phase did not show what it has to.' : verdictReasons[it.verdict]),
    line('Numbers', `${evidence(seen)}.`),
    line('How sure', certaintyOf(it, rules, canary)),
  ];
}

function certaintyOf({ verdict, requests, certainly }: Evidence, rules: WatchRules, canary: Version): string {
  if (verdict === 'unmeasured') return 'nothing can be said.';
  const few =
    requests < rules.minRequests
      ? ` ${requestsOf(rules.minRequests)} are the least a phase passes with.`
      : '';
  if (!certainly)
    return `nothing is compared here, so only the fixed limits of the rules were asked, at every measurement.${few}`;
  const { errorsBelow, allowed } = certainly;
  return `with 95% certainty no more than ${formats.percent(errorsBelow)} of the requests to ${inline(canary)} fail; ${formats.percent(allowed)} ${errorsBelow > allowed ? 'is all that is allowed, so more has to be seen' : 'is allowed'}.${few}`;
}

/** Names of rules begin in lower case, as what is written in the middle of a sentence. */
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The words beside the explanation. */
export const verdict = {
  fired: (it: Finding, release: Release) =>
    `*${sentence(inline(it.trigger))}.* ${consequenceOf(it, release)}`,
  extended: (until: Instant) => `Baking is extended once, until ${when(until, formats)}.`,
  why: 'Why?',
  title: (percent: number | null) =>
    percent === null ? 'The verdict' : `The verdict on ${formats.percent(percent)} of the traffic`,
  fellAt: (at: Instant) => `It fell ${when(at, formats)}.`,
  others: (phases: readonly string[]) =>
    `Verdicts of other phases: ${formats.and(phases.map(phase => `\`/release show verdict ${phase}\``))}`,
  chartLater: 'The chart could not be shown here. `/release show verdict` draws it.',
  chartNow: 'The chart could not be shown.',
  noChart:
    'Too little was measured to draw, or it was let go of: measurements are kept for seven days, the verdict for good.',
};
