import { alarmOf, type IncidentCause } from './alarm.ts';
import type { Permitted } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import { type GroupName, type Instant, type PersonId, TMINUS } from './terms.ts';

/** P1: the service is down. P2: a core function is. P3: anything else that somebody has to see to. */
export const PRIORITIES = ['P1', 'P2', 'P3'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What the policy says of incidents, fixed when a release is planned. */
export interface IncidentRules {
  /** Whether a failed deploy, a rollback nobody asked for and whatever else pages opens one by itself. */
  automatic: boolean;
  /** Within this time somebody has to acknowledge it, or the next in line are told (R-INC-1: 15 min, 30 min, 2 h). */
  answerWithinMs: Record<Priority, number>;
  /** How long people may be left without news while one is open. */
  updateEveryMs: Record<Priority, number>;
  /** Who is told: the first at once, the next whenever nobody answered in time. */
  escalation: GroupName[][];
}

const MINUTE_MS = 60_000;

/** What counts where the policy says nothing, and for releases planned before it could. */
export const INCIDENT_DEFAULTS: IncidentRules = {
  automatic: false,
  answerWithinMs: { P1: 15 * MINUTE_MS, P2: 30 * MINUTE_MS, P3: 120 * MINUTE_MS },
  updateEveryMs: { P1: 30 * MINUTE_MS, P2: 60 * MINUTE_MS, P3: 240 * MINUTE_MS },
  escalation: [],
};

/** Who did it: somebody in Slack, or somebody PagerDuty knows by name. */
export type Responder = { via: 'slack'; person: PersonId } | { via: 'pagerduty'; name: string };

/** With the groups of somebody in Slack; who answers in PagerDuty is PagerDuty's to decide. */
type Responding = Pick<Permitted, 'groups'> & { responder: Responder };

/** `groups`: null when they could not be read. */
type Acknowledging = { responder: Responder; groups?: GroupName[] | null };

export interface Incident {
  /** The first of a release is 1. */
  number: number;
  priority: Priority;
  cause: IncidentCause;
  openedBy: PersonId;
  openedAt: Instant;
  /** `unchecked`: it could not be read whether they may, so those in line are told all the same. */
  acknowledged: { by: Responder; at: Instant; unchecked?: true } | null;
  commander: PersonId | null;
  /** How often nobody answered in time. */
  escalations: number;
  /** When the next in line are told; null once somebody answered or nobody is left. */
  answerBy: Instant | null;
  /** The last thing people were told, and when they hear more; null when nobody promised. */
  update: { by: PersonId; text: string; at: Instant } | null;
  nextUpdateAt: Instant | null;
  resolved: { by: Responder; note: string; at: Instant } | null;
}

export interface Incidents {
  last: Incident | null;
  /** Alarms that an incident was about: each opens one once. */
  heard: string[];
}

export const noIncidents: Incidents = { last: null, heard: [] };

export type IncidentCommand =
  | { type: 'OpenIncident'; by: PersonId; priority: Priority; what: string }
  | ({ type: 'AcknowledgeIncident' } & Acknowledging)
  | ({ type: 'NameCommander'; commander: PersonId } & Permitted)
  | ({ type: 'UpdateIncident'; text: string; nextInMs: number | null } & Permitted)
  | ({ type: 'ResolveIncident'; note: string } & Responding)
  | { type: 'EscalateIncident' }
  | { type: 'AskForUpdate' };

export type IncidentEvent =
  | { type: 'IncidentOpened'; by: PersonId; priority: Priority; cause: IncidentCause; alarm: string | null }
  | {
      type: 'IncidentRaised';
      by: PersonId;
      from: Priority;
      priority: Priority;
      cause: IncidentCause;
      alarm: string | null;
    }
  | { type: 'IncidentAcknowledged'; responder: Responder; unchecked?: true }
  | { type: 'CommanderNamed'; by: PersonId; commander: PersonId }
  | { type: 'IncidentUpdated'; by: PersonId; text: string; nextAt: Instant | null }
  | { type: 'IncidentEscalated'; level: number; to: GroupName[]; unansweredMs: number }
  | { type: 'UpdateOverdue'; commander: PersonId | null }
  | { type: 'IncidentResolved'; responder: Responder; note: string };

export const incidentRules = ({ terms }: Pick<Release, 'terms'>): IncidentRules =>
  terms.incidents ?? INCIDENT_DEFAULTS;

/** The one that is open, or null. */
export const openIncident = ({ incidents }: Pick<Release, 'incidents'>): Incident | null =>
  incidents.last && incidents.last.resolved === null ? incidents.last : null;

/** Whether somebody who may has it. */
export const isTaken = ({ acknowledged }: Incident): boolean =>
  acknowledged !== null && acknowledged.unchecked !== true;

/** Whom the open incident was passed on to so far; nobody where none is open. */
export function groupsTold(release: Pick<Release, 'incidents' | 'terms'>): GroupName[] {
  const incident = openIncident(release);
  return incident === null
    ? []
    : incidentRules(release)
        .escalation.slice(0, incident.escalations + 1)
        .flat();
}

export function decideIncident(
  command: IncidentCommand,
  release: Release,
  now: Instant,
): IncidentEvent[] | Refusal {
  const incident = openIncident(release);
  if (command.type === 'OpenIncident') return reported(command, incident);
  if (!incident) {
    return command.type === 'EscalateIncident' || command.type === 'AskForUpdate'
      ? []
      : refuse('no-incident', {});
  }
  switch (command.type) {
    case 'AcknowledgeIncident':
      return acknowledged(command.responder, incident, command.groups === null);
    case 'NameCommander':
      return incident.commander === command.commander
        ? []
        : [{ type: 'CommanderNamed', by: command.by, commander: command.commander }];
    case 'UpdateIncident': {
      const text = command.text.trim();
      if (!text) return refuse('reason-missing', { deed: 'incident update' });
      const nextAt = now + (command.nextInMs ?? incidentRules(release).updateEveryMs[incident.priority]);
      const answer = acknowledged({ via: 'slack', person: command.by }, incident);
      // Whoever tells how it stands has seen it.
      return [
        ...('refusal' in answer ? [] : answer),
        { type: 'IncidentUpdated', by: command.by, text, nextAt },
      ];
    }
    case 'ResolveIncident': {
      const note = command.note.trim();
      if (!note && command.responder.via === 'slack')
        return refuse('reason-missing', { deed: 'incident resolve' });
      return [{ type: 'IncidentResolved', responder: command.responder, note }];
    }
    case 'EscalateIncident': {
      if (incident.answerBy === null || now < incident.answerBy) return [];
      const level = incident.escalations + 1;
      const to = incidentRules(release).escalation[level] ?? [];
      return [{ type: 'IncidentEscalated', level, to, unansweredMs: now - incident.openedAt }];
    }
    case 'AskForUpdate':
      return incident.nextUpdateAt === null || now < incident.nextUpdateAt
        ? []
        : [{ type: 'UpdateOverdue', commander: incident.commander }];
  }
}

function reported(
  { by, priority, what }: Extract<IncidentCommand, { type: 'OpenIncident' }>,
  incident: Incident | null,
): IncidentEvent[] | Refusal {
  if (!what.trim()) return refuse('reason-missing', { deed: 'incident' });
  const cause: IncidentCause = { is: 'reported', what: what.trim() };
  if (!incident) return [{ type: 'IncidentOpened', by, priority, cause, alarm: null }];
  if (incident.priority === priority) return refuse('incident-open', { priority });
  return [{ type: 'IncidentRaised', by, from: incident.priority, priority, cause, alarm: null }];
}

const sameResponder = (one: Responder, other: Responder): boolean =>
  one.via === 'slack'
    ? other.via === 'slack' && one.person === other.person
    : other.via === 'pagerduty' && one.name === other.name;

/**
 * The first who answers has it, and is its commander unless somebody is named. Of whom nobody could tell whether they may
 * has it too, until somebody who may takes it from them or they are known to be one.
 */
function acknowledged(
  responder: Responder,
  incident: Incident,
  unchecked = false,
): IncidentEvent[] | Refusal {
  const before = incident.acknowledged?.by;
  if (before && (unchecked || isTaken(incident))) {
    return sameResponder(before, responder) ? [] : refuse('incident-acknowledged', { by: before });
  }
  const events: IncidentEvent[] = [
    { type: 'IncidentAcknowledged', responder, ...(unchecked && { unchecked }) },
  ];
  const leads = before?.via === 'slack' ? before.person : null;
  if (responder.via === 'slack' && incident.commander === leads && leads !== responder.person) {
    const { person } = responder;
    events.push({ type: 'CommanderNamed', by: person, commander: person });
  }
  return events;
}

/** What follows by rule: an alarm nobody heard yet opens an incident or makes the open one graver; success ends it. */
export function settleIncidents(release: Release): IncidentEvent[] {
  const incident = openIncident(release);
  if (incident && release.status === 'completed' && isOverWithSuccess(incident, release)) {
    return [
      {
        type: 'IncidentResolved',
        responder: { via: 'slack', person: TMINUS },
        note: 'the release went out after all',
      },
    ];
  }
  const alarm = incidentRules(release).automatic ? alarmOf(release) : null;
  if (!alarm || release.incidents.heard.includes(alarm.key)) return [];
  const { priority, cause, key } = alarm;
  if (!incident) return [{ type: 'IncidentOpened', by: TMINUS, priority, cause, alarm: key }];
  const isGraver = PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(incident.priority);
  return isGraver
    ? [{ type: 'IncidentRaised', by: TMINUS, from: incident.priority, priority, cause, alarm: key }]
    : [];
}

/** A deploy that failed and then went out well. What people reported, and what was found of the service, is for people to end. */
const isOverWithSuccess = ({ cause, openedAt }: Incident, { endedAt }: Release): boolean =>
  ['deploy-failed', 'outcome-unknown', 'metrics-lost'].includes(cause.is) &&
  endedAt !== null &&
  openedAt < endedAt;
