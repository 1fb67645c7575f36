import type { NoticeKind } from '../../release/notices.ts';
import { questionOver } from './question-over.ts';
import { formats } from './terms.ts';

/** Headlines of the notices that must not be overlooked; the others begin with their sentence. */
export const headlines: Partial<Record<NoticeKind, string>> = {
  OverrideAsked: 'Emergency override wanted',
  OverrideGranted: 'Emergency override',
  PollOpened: 'Go/No-Go',
  ApproversAsked: 'Approval wanted',
  ReleaseFailed: 'Failed',
  RollbackStarted: 'Rolling back',
  RollbackTroubled: 'Rollback in trouble',
  RolledBack: 'Rolled back',
  StepUnclear: 'A person has to look',
  DecisionAsked: 'A decision is needed',
  IncidentOpened: 'Incident',
  IncidentEscalated: 'Nobody has the incident',
};

export const notices = {
  headlines,
  /** Before what somebody put off. */
  again: 'As you asked, once more:',
  over: questionOver,
  card: 'Open the card',
  watching: 'What was seen',
  traffic: (percent: number) => `${formats.percent(percent)} of the traffic was on the bad version.`,
  waitFor: 'No need to do anything: traffic leaves the bad version first.',
  page: {
    summary: (title: string, says: string) => `${title}: ${says}`,
    details: {
      service: 'service',
      environment: 'environment',
      version: 'version',
      before: 'version before',
      owner: 'owner',
      release: 'release',
      status: 'status',
      traffic: 'traffic on the new version',
      finding: 'finding',
      says: 'what happened',
      marks: 'not the ordinary way',
    },
  },
};
