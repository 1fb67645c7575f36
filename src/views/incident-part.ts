import type { KnownBlock } from '@slack/types';
import { type Incident, isTaken, openIncident } from '../release/incidents.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import { context } from './blocks.ts';
import { ALARM } from './icons.ts';
import { lineSections } from './lines.ts';
import type { Scene } from './scene.ts';

/** How an incident stands, one line for each thing worth knowing. In mrkdwn. */
export function incidentLines(incident: Incident, { incidents }: Words): string[] {
  const { commander, update, nextUpdateAt, resolved, cause } = incident;
  const lines = [incidents.cause(cause)];
  if (resolved) return [...lines, incidents.resolved(incidents.responder(resolved.by), resolved.note)];
  lines.push(whoHasIt(incident, incidents));
  if (commander) lines.push(incidents.commander(commander));
  if (update) lines.push(incidents.lastUpdate(update.by, update.text, update.at));
  if (nextUpdateAt !== null) lines.push(incidents.nextUpdate(nextUpdateAt));
  return lines;
}

const whoHasIt = ({ acknowledged, answerBy }: Incident, incidents: Words['incidents']): string =>
  acknowledged
    ? incidents.has(incidents.responder(acknowledged.by), acknowledged.unchecked ?? false)
    : incidents.nobodyYet(answerBy);

/** The open incident in a line, for lists: how grave it is, and who has it. */
export function incidentLine(release: Release, { words: { incidents, formats } }: Scene): string[] {
  const incident = openIncident(release);
  if (!incident) return [];
  const says = formats.labelled(incidents.title(incident.priority), whoHasIt(incident, incidents));
  return [`${ALARM} ${says}`];
}

/** The open incident, for the card and the board; nothing where there is none. */
export function incidentPart(release: Release, { words }: Scene): KnownBlock[] {
  const incident = openIncident(release);
  if (!incident) return [];
  const title = `${ALARM} *${words.incidents.title(incident.priority)}*`;
  return lineSections([title, ...incidentLines(incident, words)]);
}

/** An event after which nobody may have the incident. */
export const isAlarm = ({ type }: ReleaseEvent): boolean =>
  type === 'IncidentOpened' || type === 'IncidentRaised' || type === 'IncidentEscalated';

/** While nobody has it: when more people hear of it, and that nobody is paged where nothing pages. */
export function alarmPart(release: Release, { incidents }: Words, paged = true): KnownBlock[] {
  const incident = openIncident(release);
  if (!incident || isTaken(incident)) return [];
  const due = incident.answerBy === null ? [] : [incidents.answerDue(incident.answerBy)];
  const says = [...due, ...(paged ? [] : [incidents.nobodyPaged])];
  return says.length > 0 ? [context(says.join(' '))] : [];
}
