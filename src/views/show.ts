import type { Button, KnownBlock } from '@slack/types';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { sayEvent } from '../words/event-words.ts';
import { code, inline, when } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, plainText, preformatted, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { STEP_ICONS } from './icons.ts';
import { LIMITS } from './limits.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import { planText } from './plan-text.ts';
import { standing, summary } from './release-card.ts';
import { runbookPart, safetyNotes } from './runbook-part.ts';
import type { Scene } from './scene.ts';

/** An entry of the release's history as the engine gives it. */
export interface HistoryLine {
  at: Instant;
  actor: PersonId;
  event: ReleaseEvent;
}

/** What stays readable in one message; the whole history is in the audit trail. */
const ENTRIES_SHOWN = 30;
const STEPS_SHOWN = 12;

/** The plan, the runbook and what happened, newest last. */
export function showRelease(release: Release, history: readonly HistoryLine[], scene: Scene): Message {
  const { words } = scene;
  return message(summary(release, scene), [
    ...standing(release, scene),
    ...planText(release.plan, words),
    ...runbookPart(release, scene),
    ...safetyNotes(release, scene),
    ...outputButtons(release, words),
    ...historyPart(release, history, words),
    context(words.card.footer(release.id, release.revisions)),
  ]);
}

function historyPart(release: Release, history: readonly HistoryLine[], words: Words): KnownBlock[] {
  const { lists, formats } = words;
  const shown = history.slice(-ENTRIES_SHOWN);
  const lines = shown.map(({ at, event }) => `${when(at, formats)} · ${sayEvent(event, release, words)}`);
  const left = history.length - shown.length;
  return [
    section(`*${lists.history}*`),
    ...(left > 0 ? [context(lists.earlier(left))] : []),
    ...lineSections(lines),
  ];
}

/** The steps that were begun, each with a button to what it printed. */
function outputButtons(release: Release, words: Words): KnownBlock[] {
  const begun = release.runbook.steps.flatMap((step, index) => {
    const state = release.rollout?.steps[index];
    const isBegun = state !== undefined && !(state.is === 'waiting' && state.attempt === 0);
    return isBegun ? [{ step, icon: STEP_ICONS[state.is] }] : [];
  });
  if (begun.length === 0) return [];
  return [
    context(words.lists.outputHint),
    ...begun
      .slice(-STEPS_SHOWN)
      .map(({ step, icon }) =>
        section(
          `${icon} ${inline(step.title, 150)} · ${code(step.id)}`,
          outputButton(words.lists.output, buttonValue(release, { step: step.id })),
        ),
      ),
  ];
}

/** Action ids are unique within a block only, so each of these has a block of its own. */
const outputButton = (label: string, value: string): Button => ({
  type: 'button',
  action_id: 'show',
  text: plainText(label),
  value,
});

/** Cuts a step's output into pages that fit one message, at line ends where there are any. */
export function outputPages(output: string): string[] {
  const pages: string[] = [];
  let rest = output;
  while (rest.length > LIMITS.preformatted) {
    const lineEnd = rest.lastIndexOf('\n', LIMITS.preformatted - 1);
    const end = lineEnd > 0 ? lineEnd + 1 : wholeCharacters(rest, LIMITS.preformatted);
    pages.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest ? [...pages, rest] : pages;
}

/** Not between the halves of a character. */
const wholeCharacters = (text: string, max: number) =>
  /[\ud800-\udbff]/.test(text[max - 1] ?? '') ? max - 1 : max;

/** One page of a step's output, with buttons to the others. `page` counts from 1. */
export function stepOutput(
  release: Release,
  step: string,
  of: { pages: readonly string[]; page: number },
  words: Words,
): Message {
  const { lists } = words;
  const title = release.runbook.steps.find(candidate => candidate.id === step)?.title ?? step;
  const page = Math.min(Math.max(1, of.page), of.pages.length);
  const text = of.pages[page - 1];
  if (!text) {
    const says = lists.noOutput(inline(title, 150));
    return message(says, [section(says)]);
  }
  const heading = lists.outputOf(inline(title, 150), page, of.pages.length);
  const turn = (to: number, label: string) =>
    actions([outputButton(label, buttonValue(release, { step, page: to }))]);
  return message(`${heading} · ${code(release.id)}`, [
    section(`*${heading}*`),
    preformatted(text),
    ...(page < of.pages.length ? [turn(page + 1, lists.newer)] : []),
    ...(page > 1 ? [turn(page - 1, lists.older)] : []),
  ]);
}
