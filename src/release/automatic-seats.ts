import { approvalsSuffice, isExpired, openApprovals } from './approvals.ts';
import type { AutomaticRule, SeatsEvent } from './automatic-rule.ts';
import { withdrawal } from './ending.ts';
import { FIGURE_GATES, figuresOf, type GateFigures } from './gate-figures.ts';
import { isBeforeStart, measuredNow } from './gates.ts';
import { isOverridden } from './override.ts';
import type { Decision, Release } from './state.ts';
import type { Instant } from './terms.ts';

type FigureName = keyof GateFigures;

/** Whether each figure is good enough (R-APPR-3); one that is not known never is. */
const HOLDS: { [K in FigureName]: (figure: number, rule: AutomaticRule) => boolean } = {
  securityScore: (score, rule) => score >= rule.securityScore,
  coveragePercent: (percent, rule) => percent >= rule.coveragePercent,
  vulnerabilities: (count, rule) => count <= rule.vulnerabilities,
  compatibilityScore: (score, rule) => score >= rule.compatibilityScore,
  regressionPercent: (percent, rule) => percent < rule.regressionPercent,
};
const NAMES = Object.keys(HOLDS) as FigureName[];

/** The figures that are known and not good enough, and those that are not known. */
export function missedFigures(
  rule: AutomaticRule,
  figures: GateFigures,
): { bad: FigureName[]; unknown: FigureName[] } {
  const unknown = NAMES.filter(name => figures[name] === null);
  const bad = NAMES.filter(name => {
    const figure = figures[name];
    return figure !== null && !HOLDS[name](figure, rule);
  });
  return { bad, unknown };
}

/** What speaks against automatic seats now; empty: they hold. With no rule for them there are none. */
export function againstSeats(release: Release, now: Instant): FigureName[] {
  const rule = release.terms.approvals?.automatic;
  if (!rule) return [...NAMES];
  const { bad, unknown } = missedFigures(rule, figuresOf(release, now));
  return [...bad, ...unknown];
}

/**
 * Fills the seats of the groups while people approve, once all figures hold and no source of them is still measuring, and
 * takes them away when later evidence is bad. Evidence that merely grew old takes them away only when they are used: new
 * evidence may be on its way.
 */
export function settleSeats(release: Release, now: Instant): Decision | null {
  const { approvals, terms, status } = release;
  const rule = terms.approvals?.automatic;
  if (!rule || !isBeforeStart(release) || status === 'rejected') return null;
  const figures = figuresOf(release, now);
  const { bad, unknown } = missedFigures(rule, figures);
  if (approvals.filled) return bad.length > 0 ? withdrawSeats(release, bad, figures) : null;
  const isMeasuring = measuredNow(release).some(gate => FIGURE_GATES.includes(gate));
  const mayFill = status === 'approving' && !isExpired(release, now) && !isMeasuring;
  return mayFill && bad.length + unknown.length === 0
    ? { release: [{ type: 'SeatsFilled', figures }] }
    : null;
}

/** A release that can no longer do without them leaves its place and is approved by people. */
export function withdrawSeats(release: Release, missed: FigureName[], figures: GateFigures): Decision {
  return {
    release: [{ type: 'SeatsWithdrawn', missed, figures }],
    lane: doWithout(release) || release.status === 'approving' ? [] : withdrawal(release),
  };
}

/** Whether the people who approved are enough by themselves, or nobody has to. */
export const doWithout = (release: Release): boolean =>
  isOverridden(release) || approvalsSuffice(release.terms.approvals, release.approvals.given);

export function evolveSeats(release: Release, event: SeatsEvent, at: Instant): Release['approvals'] {
  const { approvals, status } = release;
  if (event.type === 'SeatsFilled') return { ...approvals, filled: { at, figures: event.figures } };
  if (doWithout(release)) return { ...approvals, filled: null };
  if (status === 'approving') return { ...approvals, filled: null, completedAt: null };
  // People get their whole time to answer; what they gave before stays.
  return { ...openApprovals(at), given: approvals.given };
}
