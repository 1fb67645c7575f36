import type { Release, ReleaseEvent } from '../release/state.ts';
import { sayEvent } from '../words/event-words.ts';
import { plain } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { markLines } from './marks.ts';

/** What whoever is on call reads; plain text. */
export interface PageText {
  summary: string;
  severity: 'critical' | 'error' | 'warning' | 'info';
  details: Record<string, string>;
}

/** What went out or came back, for whoever looks for the cause of trouble later. */
export const changeOf = (
  event: ReleaseEvent,
  release: Release,
  words: Words,
): Pick<PageText, 'summary' | 'details'> => {
  const { summary, details } = pageOf(event, release, words);
  return { summary, details };
};

export function pageOf(event: ReleaseEvent, release: Release, words: Words): PageText {
  const { plan, rollout, watch } = release;
  const { page } = words.notices;
  const says = plain(sayEvent(event, release, words));
  const marks = markLines(release, words);
  const pairs: [string, string | null][] = [
    [page.details.says, says],
    [page.details.service, plan.service],
    [page.details.environment, words.terms.environment[plan.environment]],
    [page.details.version, plan.version],
    [page.details.before, rollout?.from ?? plan.running],
    [page.details.status, words.terms.status[release.status]],
    [page.details.traffic, rollout ? words.formats.percent(rollout.traffic) : null],
    [
      page.details.finding,
      watch.finding ? plain(words.finding(watch.finding, release.terms.watch.triggers)) : null,
    ],
    [page.details.owner, plan.owner],
    [page.details.release, release.id],
    [page.details.marks, marks.length > 0 ? marks.map(plain).join('; ') : null],
  ];
  return {
    summary: page.summary(words.card.title(plan), says),
    severity: severityOf(event, release),
    details: Object.fromEntries(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  };
}

const SEVERITIES = { P1: 'critical', P2: 'error', P3: 'warning' } as const;

/** A rollback that works is bad news handled; one that does not, and harm nobody handles, is the worst. */
function severityOf(event: ReleaseEvent, release: Release): PageText['severity'] {
  switch (event.type) {
    case 'RollbackPartFailed':
    case 'RollbackTroubled':
      return 'critical';
    case 'TriggerFired':
      return event.finding.action === 'rollback' ? 'critical' : 'error';
    case 'IncidentOpened':
    case 'IncidentRaised':
      return SEVERITIES[event.priority];
    case 'IncidentEscalated':
      return SEVERITIES[release.incidents.last?.priority ?? 'P2'];
    case 'MetricsLost':
      return 'warning';
    case 'ReleaseFailed':
      return release.rollout?.changed ? 'critical' : 'error';
    default:
      return 'error';
  }
}
