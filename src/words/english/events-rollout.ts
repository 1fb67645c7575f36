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

const by = (who: string) => (who === TMINUS ? 'automatically' : `by ${person(who)}`);

const reason = (why: string) => (why.trim() ? `: ${clause(why)}` : '');

function phasesOf({ runbook }: Release): string {
  const shares = runbook.steps.flatMap(({ action }) =>
    action.kind === 'shift' ? [formats.percent(action.percent)] : [],
  );
  return shares.length > 0 ? ` (${shares.join(' → ')})` : '';
}

function nextPhase({ runbook }: Release, step: string): string {
  const at = runbook.steps.findIndex(({ id }) => id === step);
  const action = runbook.steps.slice(at + 1).find(next => next.action.kind === 'shift')?.action;
  if (at < 0 || action?.kind !== 'shift') return '';
  const bake = action.bakeMs > 0 ? ` for ${formats.duration(action.bakeMs)}` : '';
  return ` Next: ${formats.percent(action.percent)}${bake}.`;
}

const orElse = (release: Release) => (canGoBack(release) ? 'Roll back' : 'Abort');

function failed(release: Release): string {
  const { rollout, plan } = release;
  const passed = noWayBack(release);
  if (passed)
    return `${titleOf(release, passed.id)} was begun and nothing undoes it, so nothing is rolled back by itself. ${person(plan.owner)}, choose: Retry or Roll back.`;
  if (!rollout?.changed)
    return `Nothing was changed on the target. ${person(plan.owner)}, choose: Retry, Edit or Abort.`;
  return `The target may have been changed and there is no version to go back to. ${person(plan.owner)}, choose: Retry or Abort.`;
}

export const eventsRollout: EventWords<(RolloutEvent | WatchEvent | RetirementEvent)['type']> = {
  RetirementStarted: ({ version }) => `Stopping ${inline(version)}, which was kept to switch back to.`,
  VersionRetired: ({ version, note }) =>
    `${inline(version)}, which was kept to switch back to, is stopped${reason(note)}.`,
  VersionKept: ({ version, why }) =>
    `${inline(version)}, which was kept to switch back to, stays as it is: ${clause(why)}.`,
  DeployStarted: ({ from }, release) =>
    `${from === null ? 'First version there' : `Going out: ${inline(from)} → ${inline(release.plan.version)}`}, strategy ${code(release.runbook.strategy)}${phasesOf(release)}.`,
  StepStarted: ({ step, attempt }, release) =>
    `${titleOf(release, step)} started${attempt > 1 ? `, attempt ${attempt}` : ''}.`,
  StepSucceeded: ({ step, note }, release) => `${titleOf(release, step)} done${reason(note)}.`,
  BakeStarted: ({ percent, until }, { plan }) =>
    `${formats.percent(percent)} of the traffic is on ${inline(plan.version)}, baking until ${when(until, formats)}.`,
  BakeExtended: ({ until, evidence: seen }) =>
    `Baking is extended once, until ${when(until, formats)}: ${because(seen.verdict)} (${evidence(seen)}).`,
  PhaseCompleted: ({ step, percent, evidence: seen, promotedBy }, release) => {
    const next = nextPhase(release, step);
    return promotedBy
      ? `Phase ${formats.percent(percent)} was promoted by ${person(promotedBy)} before its end.${next}`
      : `Phase ${formats.percent(percent)} passed${seen ? `: ${evidence(seen)}` : ''}.${next}`;
  },
  StepFailed: ({ step, attempt, why, final }, release) =>
    final
      ? `${titleOf(release, step)} failed: ${clause(why)}.`
      : `${titleOf(release, step)} failed at attempt ${attempt} and is tried again: ${clause(why)}.`,
  StepUnclear: ({ step, why }, release) =>
    `Nobody can tell whether ${titleOf(release, step)} happened: ${clause(why)}. ${person(release.plan.owner)}, look at the target, then Retry or ${orElse(release)}.`,
  TrafficStrayed: ({ percent, found }, { plan }) =>
    `The target had ${formats.percent(found)} of the traffic on ${inline(plan.version)} instead of ${formats.percent(percent)}, as after a reload, and was given ${formats.percent(percent)} again.`,
  DecisionAsked: ({ why, evidence: seen }, release) =>
    `${person(release.plan.owner)}, please decide: ${why === 'fail' && seen?.missed?.length ? 'this phase did not show what it has to' : because(why)}${seen ? ` (${evidence(seen)})` : ''}. Promote goes on, ${canGoBack(release) ? 'Roll back goes back' : 'Abort leaves it as it is'}.`,
  RolloutPaused: ({ by: who, why, freeze: began }) =>
    began
      ? freeze.paused(why, began.until)
      : `Paused ${by(who)}${reason(why)}. Watching goes on. ${code('/release resume')} continues.`,
  RolloutResumed: ({ by: who }) => `Resumed ${by(who)}.`,
  RetryRequested: ({ by: who, step }, release) => `${person(who)} retries ${titleOf(release, step)}.`,
  ReleaseFailed: ({ step, why }, release) =>
    `${titleOf(release, step)} failed: ${clause(why)}. ${failed(release)}`,
  ReleaseCompleted: (_, { plan, rollout, endedAt, terms }) => {
    const took = rollout && endedAt ? ` after ${formats.duration(endedAt - rollout.startedAt)}` : '';
    const watched =
      terms.watch.afterMs > 0 ? ` Watching goes on for ${formats.duration(terms.watch.afterMs)}.` : '';
    return `${inline(plan.version)} is out${took}.${watched}`;
  },
  TriggerFired: ({ finding: it }, release) =>
    `${finding(it, release.terms.watch.triggers)}. ${consequenceOf(it, release)}`,
  MetricsLost: ({ why, kind }, { status }) =>
    `The metrics cannot be read: ${kind ? `${problems[kind]} (${clause(why)})` : clause(why)}. No data is never healthy${status === 'deploying' ? ', so the rollout holds until they are back' : ''}.`,
  AlertResolved: ({ name }, { watch }) =>
    `The alert “${inline(name, 120)}” is over.${watch.finding?.alert ? ' What it led to stays until somebody decides.' : ''}`,
  MetricsReturned: () => 'The metrics can be read again.',
  WatchEnded: ({ because: ended, report }, { watch }) =>
    ended === 'superseded'
      ? 'Watching has ended because a later release started.'
      : report
        ? watchReport(report, watch.fired)
        : 'Watching has ended.',
};
