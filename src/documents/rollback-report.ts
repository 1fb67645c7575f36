import { marksOf } from '../release/marks.ts';
import { evolve } from '../release/release.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import { sayEvent } from '../words/event-words.ts';
import { escaped, fromMrkdwn, heading, item, paragraphs } from './markdown.ts';
import {
  type Account,
  accountOf,
  deciderOf,
  lockOf,
  nextOf,
  outcomeOf,
  type ReportAbout,
  timesTaken,
} from './rollback-account.ts';
import { uncertainties } from './uncertainties.ts';

/**
 * Everything recorded of the latest rollback (R-BACK-7), as Markdown; null when there was none. People stand in it
 * as mentions, by the ids the events know them by.
 */
export function rollbackReport(about: ReportAbout): string | null {
  const account = accountOf(about);
  if (!account) return null;
  const { rollback, release, words } = account;
  const { report, terms } = words;
  const { headings } = report;
  const { service, environment } = release.plan;
  const part = (title: string, lines: readonly string[]) => [heading(2, title), '', ...lines];
  return paragraphs([
    [heading(1, report.title(service, rollback.bad, rollback.to, terms.environment[environment]))],
    [escaped(report.source(release.id))],
    ...marksOf(release).map(mark => [item(fromMrkdwn(words.marks.says(mark)))]),
    part(headings.outcome, [fromMrkdwn(outcomeOf(account))]),
    part(headings.decided, [fromMrkdwn(deciderOf(account))]),
    part(headings.seen, seen(account)),
    part(
      headings.times,
      timesTaken(account).map(([name, took]) => item(`**${escaped(name)}**: ${escaped(took)}`)),
    ),
    part(headings.timeline, timeline(account)),
    part(headings.uncertain, listed(uncertainties(account), report.nothingUncertain)),
    part(headings.lock, [fromMrkdwn(lockOf(account))]),
    part(headings.next, [fromMrkdwn(nextOf(account))]),
  ]);
}

const listed = (lines: readonly string[], nothing: string): string[] =>
  lines.length > 0 ? lines.map(line => item(fromMrkdwn(line))) : [escaped(nothing)];

/** The finding with its numbers, as it was explained at the time. */
function seen({ finding, release, words }: Account): string[] {
  if (!finding) return [escaped(words.report.nothingSeen)];
  const about = {
    canary: release.plan.version,
    baseline: release.rollout?.from ?? null,
    rules: release.terms.watch,
    at: finding.at,
  };
  return words.explain(finding.event, about).map(line => item(fromMrkdwn(line)));
}

/** What does not belong to carrying it out: planning has a history of its own, and every sample is no event. */
const NOT_TOLD: readonly ReleaseEvent['type'][] = ['StepStarted', 'RollbackPartStarted'];

/** From the start of the deploy on, told as it was then. */
function timeline({ history, release, words }: Account): string[] {
  const start = history.findLastIndex(({ event }) => event.type === 'DeployStarted');
  let then: Release | null = null;
  return history.flatMap(({ at, event }, index) => {
    then = evolve(then, event, at, release.id);
    if (index < start || NOT_TOLD.includes(event.type)) return [];
    return [item(`${escaped(clockTime(at))} ${fromMrkdwn(sayEvent(event, then, words))}`)];
  });
}

/** To the tenth of a second: a rollback may be over within one. */
const clockTime = (at: number): string => new Date(at).toISOString().slice(0, 21).replace('T', ' ');
