import type { Button } from '@slack/types';
import type { LineChart } from '../providers/pictures/port.ts';
import { type CourseAbout, courseOf } from '../release/course.ts';
import type { Release } from '../release/state.ts';
import { type Happening, phasesIn, type VerdictEvent, type VerdictGiven } from '../release/verdicts.ts';
import type { Sample } from '../release/watching.ts';
import { sayEvent } from '../words/event-words.ts';
import { code, escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, plainText, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { type Message, message } from './message.ts';
import { verdictChart } from './verdict-chart.ts';

/** Why it was decided, in a paragraph. */
export const explanation = (release: Release, event: VerdictEvent, at: number, words: Words): string =>
  words
    .explain(event, {
      canary: release.plan.version,
      baseline: release.rollout?.from ?? null,
      rules: release.terms.watch,
      at,
    })
    .join('\n');

/** What was decided, in a line: the numbers follow in the explanation. */
export function verdictHeadline(event: VerdictEvent, release: Release, words: Words): string {
  switch (event.type) {
    case 'TriggerFired':
      return words.verdict.fired(event.finding, release);
    case 'BakeExtended':
      return words.verdict.extended(event.until);
    default:
      return sayEvent({ ...event, evidence: null }, release, words);
  }
}

/** Leads to the verdict on demand, with its chart. */
export const whyButton = (release: Release, words: Words): Button => ({
  type: 'button',
  action_id: 'show',
  text: plainText(words.verdict.why),
  value: buttonValue(release, { verdict: '' }),
});

/** What the chart of a verdict is drawn from; null before there was any traffic. */
export function courseAbout(
  release: Release,
  { at, event }: Pick<VerdictGiven, 'at' | 'event'>,
  history: readonly Happening[],
): CourseAbout | null {
  const firstTrafficAt = release.rollout?.firstTrafficAt ?? null;
  if (firstTrafficAt === null) return null;
  return {
    rules: release.terms.watch,
    firstTrafficAt,
    phases: phasesIn(history).filter(({ since }) => since >= firstTrafficAt),
    verdictAt: at,
    finding: event.type === 'TriggerFired' ? event.finding : null,
  };
}

/** The chart of a verdict; null where too little was measured to draw one. */
export function chartOf(
  release: Release,
  about: CourseAbout,
  samples: readonly Sample[],
  words: Words,
): LineChart | null {
  const course = courseOf(samples, about);
  const versions = { canary: release.plan.version, baseline: release.rollout?.from ?? null };
  return course && verdictChart(course, versions, words);
}

/** A verdict on demand; `others` are the phases that had one, too. */
export function verdictAnswer(
  release: Release,
  given: VerdictGiven,
  more: { others: readonly string[]; hasChart: boolean },
  words: Words,
): Message {
  const { verdict, formats } = words;
  const about = verdict.title(given.phase?.percent ?? null);
  const title = formats.labelled(escapeText(words.card.title(release.plan)), about);
  const says = verdictHeadline(given.event, release, words);
  return message(`${title}. ${says}`, [
    section(`*${title}*\n${says}`),
    section(explanation(release, given.event, given.at, words)),
    context(
      [
        verdict.fellAt(given.at),
        ...(more.others.length > 0 ? [verdict.others(more.others)] : []),
        ...(more.hasChart ? [] : [verdict.noChart]),
        code(release.id),
      ].join(' · '),
    ),
  ]);
}
