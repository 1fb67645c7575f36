import { alarmOf } from './alarm.ts';
import {
  type Incident,
  type IncidentEvent,
  type Incidents,
  incidentRules,
  isTaken,
  openIncident,
} from './incidents.ts';
import type { Release } from './state.ts';
import type { Instant } from './terms.ts';

/** Folds one event into the incidents of a release. */
export function evolveIncidents(release: Release, event: IncidentEvent, at: Instant): Incidents {
  const { incidents } = release;
  const hear = (alarm: string | null): string[] =>
    alarm === null ? incidents.heard : [...incidents.heard, alarm];
  if (event.type === 'IncidentOpened') {
    return {
      last: opened(release, event, at),
      heard: hear(event.alarm),
    };
  }
  const incident = openIncident(release);
  if (!incident) return incidents;
  const set = (changes: Partial<Incident>, heard = incidents.heard): Incidents => ({
    last: { ...incident, ...changes },
    heard,
  });
  const rules = incidentRules(release);
  switch (event.type) {
    case 'IncidentRaised': {
      const { priority, cause } = event;
      // Whoever has it has it; only an unanswered one is due sooner now.
      const answerBy = isTaken(incident) ? null : at + rules.answerWithinMs[priority];
      return set({ priority, cause, answerBy }, hear(event.alarm));
    }
    case 'IncidentAcknowledged':
      return set({
        acknowledged: { by: event.responder, at, ...(event.unchecked && { unchecked: true }) },
        answerBy: event.unchecked ? incident.answerBy : null,
        nextUpdateAt: at + rules.updateEveryMs[incident.priority],
      });
    case 'CommanderNamed':
      return set({ commander: event.commander });
    case 'IncidentUpdated':
      return set({ update: { by: event.by, text: event.text, at }, nextUpdateAt: event.nextAt });
    case 'IncidentEscalated': {
      const isLast = event.level >= rules.escalation.length - 1;
      const answerBy = isLast ? null : at + rules.answerWithinMs[incident.priority];
      return set({ escalations: event.level, answerBy });
    }
    case 'UpdateOverdue':
      // Reminded once; the next update sets the next time.
      return set({ nextUpdateAt: null });
    case 'IncidentResolved': {
      const alarm = alarmOf(release)?.key ?? null;
      const known = alarm !== null && incidents.heard.includes(alarm);
      const { responder, note } = event;
      return set(
        { resolved: { by: responder, note, at }, answerBy: null, nextUpdateAt: null },
        hear(known ? null : alarm),
      );
    }
  }
}

function opened(
  release: Release,
  { by, priority, cause }: Extract<IncidentEvent, { type: 'IncidentOpened' }>,
  at: Instant,
): Incident {
  return {
    number: (release.incidents.last?.number ?? 0) + 1,
    priority,
    cause,
    openedBy: by,
    openedAt: at,
    acknowledged: null,
    commander: null,
    escalations: 0,
    answerBy: at + incidentRules(release).answerWithinMs[priority],
    update: null,
    nextUpdateAt: null,
    resolved: null,
  };
}
