import type { GateName } from './gate-evidence.ts';
import { gatesOf } from './gates.ts';
import type { Stage } from './runbook.ts';
import type { Release } from './state.ts';
import type { Instant } from './terms.ts';

/** What a release itself can show. `poll` and everything below it exist only once the release was ready. */
export const SIGNS = [
  /** All approvals are in. */
  'approvals',
  /** The tag is there: the commit behind it is part of the plan. */
  'tag',
  /** The runbook is compiled, and is what people approve. */
  'runbook',
  /** There is a version to go back to, or the plan says how to go back. */
  'way-back',
  /** Triggers watch the release. */
  'triggers',
  /** The Go/No-Go ended with GO. */
  'poll',
  /** It was started and told so to its channel. */
  'started',
  /** All traffic is on the new version, each phase passed. */
  'phases',
  'completed',
  /** The time of watching after completion is over. */
  'watched',
  /** It is over and no trigger fired in it. */
  'quiet',
  /** Everybody who is asked accepted the release. */
  'accepted',
] as const;
export type Sign = (typeof SIGNS)[number];

/** What tells that something was planned. */
export const PLAN_PARTS = [
  'goal',
  'scope',
  'milestones',
  'risks',
  'dependencies',
  'rollback',
  'communication',
  'window',
] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

/** What ticks an item without anybody's hand; everything that is named has to be there. */
export type ItemEvidence =
  | { is: Sign }
  | { is: 'plan'; parts: PlanPart[] }
  | { is: 'gates'; gates: GateName[] }
  /** Every step of the stage is done; a stage that does not apply shows it from the start. */
  | { is: 'stage'; stage: Stage };

/** Whether it can be there before the Go/No-Go: what is required before it must not wait for what comes after. */
export const comesBefore = (evidence: ItemEvidence): boolean =>
  ['approvals', 'tag', 'runbook', 'way-back', 'triggers', 'plan', 'gates'].includes(evidence.is);

/** Since when the evidence has been there, or null while it is not. */
export function evidenceSince(evidence: ItemEvidence, release: Release, now: Instant): Instant | null {
  const { plan, terms, approvals, poll, rollout, watch } = release;
  // The present agreement was made when its approvals were asked for.
  const agreed = (is: boolean) => (is ? approvals.openedAt : null);
  switch (evidence.is) {
    case 'approvals':
      return terms.approvals ? approvals.completedAt : approvals.openedAt;
    case 'tag':
      return agreed(plan.commit !== null);
    case 'runbook':
      return agreed(true);
    case 'way-back':
      return agreed(plan.running !== null || plan.rollback.steps.trim() !== '');
    case 'triggers':
      return agreed(terms.watch.everyMs > 0 && terms.watch.triggers.length > 0);
    case 'plan':
      return agreed(evidence.parts.every(part => isPlanned(part, release)));
    case 'gates':
      return gatesSince(evidence.gates, release, now);
    case 'poll':
      return poll?.outcome?.is === 'go' ? Math.max(poll.openedAt, ...poll.votes.map(({ at }) => at)) : null;
    case 'started':
      return rollout?.startedAt ?? null;
    case 'phases':
      return doneSince(release, ({ action }) => action.kind === 'shift' || action.kind === 'install');
    case 'stage':
      return doesNotApply(evidence.stage, release)
        ? approvals.openedAt
        : doneSince(release, ({ stage }) => stage === evidence.stage);
    case 'completed':
      return completedAt(release);
    case 'watched':
      return watch.until === null ? completedAt(release) : null;
    case 'quiet':
      return watch.until === null && watch.fired.length === 0 ? completedAt(release) : null;
    case 'accepted':
      return acceptedSince(release);
  }
}

/** When everybody had accepted; null while somebody has not, and where nobody is asked. */
function acceptedSince({ terms, closing }: Release): Instant | null {
  const roles = terms.closing?.roles ?? [];
  const accepted = closing.answers.filter(({ is, role }) => is === 'accepted' && roles.includes(role));
  return roles.length > 0 && accepted.length === roles.length
    ? Math.max(...accepted.map(({ at }) => at))
    : null;
}

/** When the newest of what speaks for all of these gates was measured; null while one has not passed. */
function gatesSince(names: readonly GateName[], release: Release, now: Instant): Instant | null {
  const passed = gatesOf(release, now).filter(
    ({ name, verdict }) => names.includes(name) && verdict.is === 'passed',
  );
  const times = passed.flatMap(({ evidence }) => evidence.map(({ at }) => at));
  return passed.length === names.length ? Math.max(...times) : null;
}

const completedAt = ({ status, endedAt }: Release): Instant | null =>
  status === 'completed' ? endedAt : null;

function isPlanned(part: PlanPart, { plan }: Release): boolean {
  switch (part) {
    case 'goal':
    case 'communication':
    case 'window':
      return plan[part].trim() !== '';
    case 'milestones':
    case 'risks':
      return plan[part].length > 0;
    case 'scope':
    case 'dependencies':
      return Object.values(plan[part]).some(text => text.trim() !== '');
    case 'rollback':
      return plan.rollback.conditions.trim() !== '' || plan.rollback.steps.trim() !== '';
  }
}

/** Why a stage has nothing to do, or null where it has. */
export const doesNotApply = (stage: Stage, { runbook }: Release): string | null =>
  runbook.notApplicable.find(it => it.stage === stage)?.because ?? null;

type StepOf = Release['runbook']['steps'][number];

/** When the last of these steps was done; null while one is not, and where there is none. */
function doneSince({ runbook, rollout }: Release, which: (step: StepOf) => boolean): Instant | null {
  const states = runbook.steps.flatMap((step, index) => (which(step) ? [rollout?.steps[index]] : []));
  const times = states.flatMap(state => (state?.is === 'done' ? [state.at] : []));
  return states.length > 0 && times.length === states.length ? Math.max(...times) : null;
}
