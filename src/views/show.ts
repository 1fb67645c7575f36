import type { Button, KnownBlock } from '@slack/types';
import { evolve } from '../release/release.ts';
import type { StepState } from '../release/rollout.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { sayEvent } from '../words/event-words.ts';
import { code, inline, when } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, plainText, preformatted, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { LIMITS } from './limits.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import { planText } from './plan-text.ts';
import { standing, summary } from './release-card.ts';
import { rollbackPart, safetyNotes, stepLine, trafficPart } from './runbook-part.ts';
import type { Scene } from './scene.ts';

/** An entry of the release's history as the engine gives it. */
export interface HistoryLine {
  at: Instant;
  actor: PersonId;
  event: ReleaseEvent;
}

/** What stays readable in one message; the whole history is in the audit trail. */
const ENTRIES_SHOWN = 30;
/** Steps with a button of their own; each takes a block. */
const BUTTONS_SHOWN = 10;

/** The plan, the runbook and what happened, newest last. */
export function showRelease(release: Release, history: readonly HistoryLine[], scene: Scene): Message {
  const { words } = scene;
  return message(summary(release, scene), [
    ...standing(release, scene),
    ...planText(release.plan, words),
    ...trafficPart(release, scene),
    ...stepsPart(release, scene),
    ...leftOut(release, words),
    ...(release.rollback ? rollbackPart(release, scene) : safetyNotes(release, scene)),
    ...rollbackOutputs(release, words),
    ...historyPart(release, history, words),
    context(words.card.footer(release.id, release.revisions, release.majorChanges)),
  ]);
}

/** The runbook; the steps that were begun last have a button to what they printed. */
function stepsPart(release: Release, scene: Scene): KnownBlock[] {
  const { words } = scene;
  const { steps } = release.runbook;
  const lines = steps.map((step, index) => stepLine(step, index, release, scene));
  const begun = steps.flatMap((_, index) => (isBegun(release.rollout?.steps[index]) ? [index] : []));
  const shown = begun.slice(-BUTTONS_SHOWN);
  const first = shown.at(0) ?? steps.length;
  const last = (shown.at(-1) ?? steps.length - 1) + 1;
  const withButton = (line: string, index: number) =>
    section(line, outputButton(words.lists.output, buttonValue(release, { step: steps[index]?.id ?? '' })));
  return [
    ...lineSections([`*${words.lists.runbook}*`, ...lines.slice(0, first)]),
    ...lines.slice(first, last).map((line, at) => withButton(line, first + at)),
    ...lineSections(lines.slice(last)),
  ];
}

/** The stages that have nothing to do, and why. */
function leftOut({ runbook }: Release, { lists, terms }: Words): KnownBlock[] {
  const lines = runbook.notApplicable.map(({ stage, because }) =>
    lists.notApplicable(terms.stage[stage], because),
  );
  return lines.length > 0 ? [context(lines.join('\n'))] : [];
}

const isBegun = (state: StepState | undefined) =>
  state !== undefined && !(state.is === 'waiting' && state.attempt === 0);

/** The operations of a rollback are kept as `rollback-1` and so on; only some parts carry one out. */
function rollbackOutputs(release: Release, words: Words): KnownBlock[] {
  const { rollback } = release;
  if (!rollback) return [];
  return rollback.parts
    .slice(0, rollback.at + 1)
    .flatMap((part, index) =>
      part.kind === 'shift' || part.kind === 'restore' || part.kind === 'run'
        ? [
            section(
              words.terms.part(part, rollback.bad, rollback.to),
              outputButton(words.lists.output, buttonValue(release, { step: `rollback-${index + 1}` })),
            ),
          ]
        : [],
    );
}

/** Each entry is told afterwards, from the release as it was then; a history that does not begin at the beginning, from now. */
function historyPart(release: Release, history: readonly HistoryLine[], words: Words): KnownBlock[] {
  const { lists, formats } = words;
  const isWhole = history[0]?.event.type === 'ReleasePlanned';
  let before: Release | null = null;
  const lines = history.map(({ at, actor, event }) => {
    const then = isWhole ? evolve(before, event, at, release.id) : release;
    const says = words.story.event(event, { release: then, before, actor }) ?? sayEvent(event, then, words);
    before = isWhole ? then : null;
    return `${when(at, formats)} · ${says}`;
  });
  const shown = lines.slice(-ENTRIES_SHOWN);
  const left = lines.length - shown.length;
  return [
    ...(left > 0 ? [context(lists.earlier(left))] : []),
    ...lineSections([`*${lists.history}*`, ...shown]),
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
  of: { pages: readonly string[]; page: number; isCut?: boolean },
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
    ...(of.isCut && page === of.pages.length ? [context(lists.outputCut)] : []),
    ...(page < of.pages.length ? [turn(page + 1, lists.newer)] : []),
    ...(page > 1 ? [turn(page - 1, lists.older)] : []),
  ]);
}
