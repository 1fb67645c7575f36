import type { IncidentCause } from '../../release/alarm.ts';
import type { Priority } from '../../release/incidents.ts';
import type { Release } from '../../release/state.ts';
import type { Instant, PersonId } from '../../release/terms.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import { cause, responder } from './events-incident.ts';
import { formats, terms } from './terms.ts';

const titleOf = ({ plan }: Pick<Release, 'plan'>) =>
  `*${inline(plan.service)} ${inline(plan.version)} → ${terms.environment[plan.environment]}*`;

const priorities: Record<Priority, string> = {
  P1: 'P1: the service is down',
  P2: 'P2: a core function is down',
  P3: 'P3: anything else that somebody has to see to',
};

/** What is said of incidents apart from their events. */
export const incidents = {
  cause: (of: IncidentCause): string => {
    const says = cause(of);
    return of.is === 'reported' ? says : `${says.charAt(0).toUpperCase()}${says.slice(1)}.`;
  },
  responder,
  title: (priority: Priority) => `Incident ${priority}`,
  nobodyYet: (answerBy: Instant | null) =>
    answerBy === null
      ? `Nobody has it, and nobody is left to tell. ${code('/release incident ack')} takes it.`
      : `Nobody has it yet; the next in line are told ${when(answerBy, formats)}. ${code('/release incident ack')} takes it.`,
  answerDue: (at: Instant) => `If nobody answers, the next in line are told ${when(at, formats)}.`,
  has: (who: string, unchecked = false) =>
    unchecked ? `${who} has it; Slack could not tell whether they may.` : `${who} has it.`,
  commander: (who: PersonId) => `Incident commander: ${person(who)}.`,
  noCommander: (owner: PersonId) => `Incident commander: nobody yet; until then ${person(owner)}, the owner.`,
  lastUpdate: (who: PersonId, text: string, at: Instant) =>
    `Last update ${when(at, formats)} by ${person(who)}: ${inline(text, 500)}`,
  nextUpdate: (at: Instant) => `Next update by ${when(at, formats)}.`,
  nextOnceItMoves: 'Next update as soon as anything changes.',
  resolved: (who: string, note: string) => `Resolved by ${who}${note ? `: ${inline(note, 500)}` : ''}`,
  none: `No incident is open here. ${code('/release incident P1 <what is wrong>')} opens one: P1 the service is down, P2 a core function, P3 anything else.`,
  timeline: 'What happened',
  times: 'Times',
  nobodyPaged: 'PagerDuty is not set up, so nobody was paged: those in line were told directly.',
  measured: {
    detect: (ms: number) => `Detected after ${formats.duration(ms)}`,
    acknowledge: (ms: number) => `Acknowledged after ${formats.duration(ms)}`,
    decide: (ms: number, goalMs: number) =>
      `Decided after ${formats.duration(ms)} (goal ${formats.duration(goalMs)})`,
    recover: (ms: number, goalMs: number) =>
      `Recovered after ${formats.duration(ms)} (goal ${formats.duration(goalMs)})`,
    resolve: (ms: number) => `Resolved after ${formats.duration(ms)}`,
  },
  done: {
    opened: (release: Release) =>
      `The incident about ${titleOf(release)} is open, and whoever is in line is told. ${code('/release incident update <how it stands>')} keeps people informed.`,
    acknowledged: (release: Release, unchecked = false) =>
      `You have the incident about ${titleOf(release)}. ${unchecked ? `Slack could not tell me your groups, so the next in line are told all the same; ${code('/release incident ack')} once more, in a while, ends that. ` : ''}${code('/release incident update <how it stands>')} tells the others; ${code('/release incident resolve <what it was>')} ends it.`,
    commander: (release: Release, who: PersonId) =>
      `${person(who)} is incident commander of ${titleOf(release)}.`,
    updated: (release: Release) => `Your update about ${titleOf(release)} is posted.`,
    resolved: (release: Release) => `The incident about ${titleOf(release)} is resolved.`,
  },
  modals: {
    report: {
      title: 'Report an incident',
      submit: 'Report',
      says: 'It is told in the channel and to those in line. Where PagerDuty is set up, whoever is on call is paged.',
      priority: 'How grave is it?',
      priorities,
      what: 'What is wrong?',
      hint: 'What customers notice, and since when.',
    },
    'incident-update': {
      title: 'Post an update',
      label: 'How it stands',
      submit: 'Post',
      says: 'Everybody in the channel reads it.',
      hint: 'How it stands, and what is done next.',
    },
    'incident-resolve': {
      title: 'Resolve the incident',
      label: 'What it was',
      submit: 'Resolve',
      says: 'It ends here and in PagerDuty.',
      hint: 'What it was, and what ended it.',
    },
  },
};
