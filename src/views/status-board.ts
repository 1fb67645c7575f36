import type { KnownBlock, PlanBlock, RichTextBlock, TaskCardBlock } from '@slack/types';
import type { StepState } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';
import { plain, when } from '../words/mrkdwn.ts';
import { approvalsPart } from './approvals-part.ts';
import { actions, context, fields } from './blocks.ts';
import { boardFacts } from './board-facts.ts';
import { checklistPart } from './checklist-part.ts';
import { deedButton } from './deed-buttons.ts';
import { incidentPart } from './incident-part.ts';
import { cut } from './limits.ts';
import { type Message, message } from './message.ts';
import { offersOf } from './offers.ts';
import { pollPart } from './poll-part.ts';
import { briefly, standing, summary } from './release-card.ts';
import { findingPart, isInterrupted, rollbackPart, runbookLines, stepNote } from './runbook-part.ts';
import type { Scene } from './scene.ts';

/** A plan block takes fifty; so many a person still takes in. */
const TASKS = 30;
const TITLE = 250;

/**
 * The pinned message of a war room, edited in place: everything about the release that people ask for while it is under
 * way. `plan`: by Slack's own block; else in lines.
 */
export function statusBoard(release: Release, scene: Scene, { plan }: { plan: boolean }): Message {
  const { lane, now, words } = scene;
  const buttons = offersOf(release, lane, now).map(deed => deedButton(deed, release, words));
  return message(summary(release, scene), [
    ...standing(release, scene, briefly(release, scene)),
    ...incidentPart(release, scene),
    ...findingPart(release, scene),
    fields(boardFacts(release, scene)),
    ...waitedFor(release, scene),
    ...(plan ? [planPart(release, scene)] : runbookLines(release, scene)),
    ...rollbackPart(release, scene),
    actions(buttons),
    context(...footer(release, scene)),
  ]);
}

/** Who is missing while people are waited for; afterwards that they were there is enough. */
function waitedFor(release: Release, scene: Scene): KnownBlock[] {
  if (release.status === 'approving') return approvalsPart(release, scene);
  if (release.status === 'preparing') return checklistPart(release, scene);
  return release.status === 'polling' || release.status === 'held' ? pollPart(release, scene) : [];
}

/** Every step with its state, as Slack shows the tasks of an app. */
function planPart(release: Release, scene: Scene): PlanBlock {
  const { runbook } = release;
  const { card, room, written } = scene.words;
  const tasks = runbook.steps.slice(0, TASKS).map((step, index): TaskCardBlock => {
    const state = release.rollout?.steps[index];
    // No markup here, so no time that Slack keeps current.
    const note = state ? noteOf(state, release, scene) : '';
    return {
      type: 'task_card',
      task_id: step.id,
      title: cut(written(step.title), TITLE),
      status: state ? statusOf(state, release) : 'pending',
      ...(note && { details: rich(note) }),
    };
  });
  const left = runbook.steps.length - tasks.length;
  const title = left > 0 ? `${room.labels.plan} ${card.more(left)}` : room.labels.plan;
  return { type: 'plan', title, tasks };
}

const STATUSES: Record<StepState['is'], TaskCardBlock['status']> = {
  waiting: 'pending',
  running: 'in_progress',
  baking: 'in_progress',
  done: 'complete',
  failed: 'error',
  unclear: 'error',
};

const statusOf = (state: StepState, release: Release) =>
  isInterrupted(state, release) ? 'error' : STATUSES[state.is];

const noteOf = (state: StepState, release: Release, scene: Scene): string =>
  isInterrupted(state, release)
    ? scene.words.card.interrupted
    : plain(stepNote(state, release, scene, scene.words.formats.utc));

const rich = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

function footer({ id, plan }: Release, { figures, room: standing, words }: Scene): string[] {
  const { room, card, formats } = words;
  const seen = figures?.overMs
    ? [room.figuresOf(when(figures.at, formats), figures.requests, figures.overMs)]
    : [];
  const out = Object.keys(standing?.uninvited ?? {});
  const missing = out.length > 0 ? [room.uninvited(out)] : [];
  return [formats.sentences([...seen, ...missing, room.withEverybody(plan.channel)]), card.footer(id, 0, 0)];
}
