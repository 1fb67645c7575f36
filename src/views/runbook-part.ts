import type { StepState } from '../release/rollout.ts';
import type { Step } from '../release/runbook.ts';
import type { Release } from '../release/state.ts';
import { deadline, inline } from '../words/mrkdwn.ts';
import { context, section } from './blocks.ts';
import { NOW, OPEN, STEP_ICONS, WARNING, YES } from './icons.ts';
import { progressBar } from './progress-bar.ts';
import type { Scene } from './scene.ts';

/** A card shows so many steps; the rest is in the details. */
const SHOWN = 20;

/** Every step with its state, and the share of the traffic. */
export function runbookPart(release: Release, scene: Scene) {
  const { runbook, rollout, plan } = release;
  const { words } = scene;
  const lines = runbook.steps
    .slice(0, SHOWN)
    .map((step, index) => stepLine(step, rollout?.steps[index] ?? null, scene));
  if (runbook.steps.length > SHOWN) lines.push(words.card.more(runbook.steps.length - SHOWN));
  const traffic =
    rollout && runbook.shifts
      ? [section(`${progressBar(rollout.traffic)}  ${words.card.traffic(rollout.traffic, plan.version)}`)]
      : [];
  return [...traffic, section([`*${words.card.labels.runbook}*`, ...lines].join('\n'))];
}

function stepLine(step: Step, state: StepState | null, { words, now }: Scene): string {
  const { card, formats } = words;
  const line = `${STEP_ICONS[state?.is ?? 'waiting']} ${inline(step.title, 150)}`;
  switch (state?.is) {
    case 'baking': {
      const until = card.bakingUntil(deadline(state.until, now, formats));
      return `${line} · ${until}${state.extended ? ` (${card.extended})` : ''}`;
    }
    case 'failed':
    case 'unclear':
      return `${line} · ${inline(state.why, 200)}`;
    default:
      return line;
  }
}

/** How far a rollback has come. */
export function rollbackPart({ rollback, status }: Release, { words }: Scene) {
  if (!rollback) return [];
  const { card, terms } = words;
  const lines = rollback.parts.map((part, index) => {
    const isNow = index === rollback.at && status === 'rolling-back';
    const icon = index < rollback.at ? YES : isNow ? NOW : OPEN;
    return `${icon} ${terms.part(part, rollback.bad, rollback.to)}`;
  });
  const away =
    rollback.trafficAwayAt === null ? [] : [card.trafficAway(rollback.trafficAwayAt - rollback.startedAt)];
  return [
    section(
      [
        `*${card.labels.rollback}*: ${terms.way[rollback.way]}`,
        card.rollbackWhy(rollback.by, rollback.why),
        ...lines,
        ...away,
      ].join('\n'),
    ),
  ];
}

/** Before people approve: what cannot be undone, and what going back would mean. */
export function safetyNotes({ runbook, plan }: Release, { words }: Scene) {
  const { card } = words;
  const forGood = runbook.steps.filter(step => step.undoneBy === null);
  const undo =
    forGood.length === 0
      ? card.allUndoable
      : `${WARNING} ${card.notUndoable(forGood.map(step => step.title))}`;
  const back =
    plan.running === null
      ? card.noWayBack
      : `${card.backTo(plan.running)} ${runbook.shifts ? card.shiftsFirst : card.restoresAtOnce}`;
  return [context(`${undo} ${back}`)];
}
