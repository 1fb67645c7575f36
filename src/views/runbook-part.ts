import { pointOfNoReturn } from '../release/point-of-no-return.ts';
import type { StepState } from '../release/rollout.ts';
import type { Step } from '../release/runbook.ts';
import type { Release, Status } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { deadline, inline } from '../words/mrkdwn.ts';
import { context, section } from './blocks.ts';
import { NOW, OPEN, STEP_ICONS, STOPPED, WARNING, YES } from './icons.ts';
import { lineSections } from './lines.ts';
import { progressBar } from './progress-bar.ts';
import { beforeAndAfter, noReturn } from './runbook-notes.ts';
import type { Scene } from './scene.ts';

/** A card shows so many steps; the rest is in the details. */
const SHOWN = 20;

/** Every step with its state, and the share of the traffic. */
export function runbookPart(release: Release, scene: Scene) {
  return [...trafficPart(release, scene), ...runbookLines(release, scene)];
}

/** Every step with its state. */
export function runbookLines(release: Release, scene: Scene) {
  const { runbook } = release;
  const { card } = scene.words;
  const lines = runbook.steps.slice(0, SHOWN).map((step, index) => stepLine(step, index, release, scene));
  if (runbook.steps.length > SHOWN) lines.push(card.more(runbook.steps.length - SHOWN));
  return lineSections([`*${card.labels.runbook}*`, ...lines]);
}

export function trafficPart(release: Release, { words }: Scene) {
  const share = release.runbook.shifts ? trafficOf(release) : null;
  if (share === null) return [];
  return [section(`${progressBar(share)}  ${words.card.traffic(share, release.plan.version)}`)];
}

/** Percent on the new version as last shifted by rollout or rollback; null where nobody can say. */
export function trafficOf({ rollout, rollback, status }: Release): number | null {
  if (!rollout || status === 'taken-over') return null;
  if (!rollback) return rollout.traffic;
  if (rollback.trafficAwayAt !== null) return 0;
  const shifted = rollback.parts.slice(0, rollback.at).findLast(part => part.kind === 'shift');
  return shifted?.percent ?? rollout.traffic;
}

/** What was under way when the rollout was given up. */
const GIVEN_UP: readonly Status[] = ['rolling-back', 'rolled-back', 'taken-over', 'aborted'];

export const isInterrupted = ({ is }: StepState, { status }: Release): boolean =>
  (is === 'running' || is === 'baking') && GIVEN_UP.includes(status);

export function stepLine(step: Step, index: number, release: Release, scene: Scene): string {
  const state = release.rollout?.steps[index];
  const title = inline(scene.words.written(step.title), 150);
  if (!state) return `${STEP_ICONS.waiting} ${title}`;
  if (isInterrupted(state, release)) {
    return `${STOPPED} ${title} · ${scene.words.card.interrupted}`;
  }
  const note = stepNote(state, release, scene);
  return `${STEP_ICONS[state.is]} ${title}${note ? ` · ${note}` : ''}`;
}

/** What there is to say of a step besides its state; may be empty. */
export function stepNote(
  state: StepState,
  { rollout }: Release,
  { words, now }: Scene,
  say = (at: Instant) => deadline(at, now, words.formats),
): string {
  const { card } = words;
  switch (state.is) {
    case 'baking': {
      if (rollout?.asked) return card.waitsForDecision;
      if (rollout?.paused) return card.pausedBake(rollout.paused.remainingMs ?? 0);
      const until = card.bakingUntil(say(state.until));
      return `${until}${state.extended ? ` (${card.extended})` : ''}`;
    }
    case 'failed':
    case 'unclear':
      return inline(state.why, 200);
    default:
      return '';
  }
}

/** How far a rollback has come. */
export function rollbackPart({ rollback, status }: Release, { words }: Scene) {
  if (!rollback) return [];
  const { card, terms, formats } = words;
  const lines = rollback.parts.map((part, index) => {
    const isNow = index === rollback.at && status === 'rolling-back';
    const icon = index < rollback.at ? YES : isNow ? NOW : OPEN;
    return `${icon} ${terms.part(part, rollback.bad, rollback.to)}`;
  });
  const away =
    rollback.trafficAwayAt === null ? [] : [card.trafficAway(rollback.trafficAwayAt - rollback.startedAt)];
  const title = formats.labelled(`*${card.labels.rollback}*`, terms.way[rollback.way]);
  return lineSections([title, card.rollbackWhy(rollback.by, rollback.why), ...lines, ...away]);
}

/** The numbers behind a trigger that fired and stands. */
export function findingPart({ watch, terms }: Release, { words }: Scene) {
  return watch.finding ? [section(`${WARNING} ${words.finding(watch.finding, terms.watch.triggers)}`)] : [];
}

/** Before people approve: what cannot be undone, and what going back would mean. */
export function safetyNotes(
  { runbook, plan }: Pick<Release, 'runbook' | 'plan'>,
  { words }: Pick<Scene, 'words'>,
) {
  const { card } = words;
  const forGood = runbook.steps.filter(step => step.undoneBy === null);
  const end = pointOfNoReturn(runbook);
  const undo =
    forGood.length === 0
      ? card.allUndoable
      : `${WARNING} ${card.notUndoable(forGood.map(step => step.title))}`;
  const beyond = end ? noReturn(end, words) : '';
  const back =
    plan.running === null
      ? [card.noWayBack]
      : [card.backTo(plan.running), runbook.shifts ? card.shiftsFirst : card.restoresAtOnce];
  const around = beforeAndAfter(runbook, plan.running, words);
  return [context(words.formats.sentences([undo, beyond, ...back, ...around]))];
}
