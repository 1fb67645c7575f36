import type { IncidentCause } from '../../release/alarm.ts';
import { type IncidentEvent, openIncident, type Responder } from '../../release/incidents.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const groups = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** What people wrote, without the full stop that the sentence around it brings. */
const sentence = (text: string) => inline(text, 500).replace(/[.。\s]+$/, '');

/** Who answered. A name that PagerDuty tells is not a person of this workspace. */
export const responder = (who: Responder): string =>
  who.via === 'slack' ? person(who.person) : `${inline(who.name)} (in PagerDuty)`;

/** What an incident is about, without a full stop. */
export function cause(of: IncidentCause): string {
  switch (of.is) {
    case 'deploy-failed':
      return `the deploy failed at “${inline(of.step, 120)}”${of.changed ? ', after it had changed something' : ', before it changed anything'}`;
    case 'outcome-unknown':
      return `nobody can tell how “${inline(of.step, 120)}” ended`;
    case 'rolled-back-by-itself':
      return `a rollback began by itself: ${clause(of.why)}`;
    case 'rollback-failed':
      return 'the rollback does not get through';
    case 'trigger':
      return `${inline(of.trigger, 120)} fired, and nothing takes the version back by itself`;
    case 'metrics-lost':
      return `its metrics are lost: ${clause(of.why)}`;
    case 'reported':
      return sentence(of.what);
  }
}

export const eventsIncident: EventWords<IncidentEvent['type']> = {
  IncidentOpened: ({ by, priority, cause: of }) =>
    `${by === TMINUS ? `*${priority}*` : `${person(by)} reports a *${priority}*`}: ${cause(of)}. Nobody has it yet: ${code('/release incident ack')} takes it.`,
  IncidentRaised: ({ by, from, priority, cause: of }) =>
    `The incident is *${priority}* now, it was ${from}${by === TMINUS ? '' : ` (${person(by)})`}: ${cause(of)}.`,
  IncidentAcknowledged: ({ responder: who, unchecked }) =>
    `${responder(who)} has the incident.${unchecked ? ` Slack could not tell whether they may, so the next in line are told all the same; ${code('/release incident ack')} by somebody who may takes it over.` : ''}`,
  CommanderNamed: ({ by, commander }) =>
    by === commander
      ? `${person(commander)} is incident commander.`
      : `${person(by)} named ${person(commander)} incident commander.`,
  IncidentUpdated: ({ by, text, nextAt }) =>
    `${person(by)}: ${inline(text, 1_000)}${nextAt === null ? '' : `\nNext update by ${when(nextAt, formats)}.`}`,
  IncidentEscalated: ({ to, unansweredMs }, release) => {
    const next =
      to.length > 0
        ? `${groups(to)} ${to.length === 1 ? 'is' : 'are'} told now`
        : 'Nobody else is left to tell';
    const has = openIncident(release)?.acknowledged;
    const why = has
      ? `${responder(has.by)} has the incident, but nobody could check whether they may, for ${formats.duration(unansweredMs)} now`
      : `Nobody has answered for ${formats.duration(unansweredMs)}`;
    return `${why}. ${next}. ${code('/release incident ack')} takes it.`;
  },
  UpdateOverdue: ({ commander }) =>
    `${commander ? `${person(commander)}, an` : 'An'} update about the incident is due: ${code('/release incident update <how it stands>')}.`,
  IncidentResolved: ({ responder: who, note }) =>
    `${who.via === 'slack' && who.person === TMINUS ? 'The incident is over' : `${responder(who)} resolved the incident`}${note ? `: ${sentence(note)}` : ''}.`,
};
