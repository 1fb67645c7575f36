import { approvers } from './english/approvers.ts';
import { audit } from './english/audit.ts';
import { buttons, cancel, confirms } from './english/buttons.ts';
import { calendar } from './english/calendar.ts';
import { card } from './english/card.ts';
import { chart } from './english/chart.ts';
import { checklist } from './english/checklist.ts';
import { delegation } from './english/delegation.ts';
import { done } from './english/done.ts';
import { eventsBefore } from './english/events-before.ts';
import { eventsChecklist } from './english/events-checklist.ts';
import { eventsGates } from './english/events-gates.ts';
import { eventsIncident } from './english/events-incident.ts';
import { eventsOverride } from './english/events-override.ts';
import { eventsRollback } from './english/events-rollback.ts';
import { eventsRollout } from './english/events-rollout.ts';
import { eventsTelling } from './english/events-telling.ts';
import { evidenceTokens } from './english/evidence-tokens.ts';
import { freeze } from './english/freeze.ts';
import { gates } from './english/gates.ts';
import { help } from './english/help.ts';
import { incidents } from './english/incidents.ts';
import { lists } from './english/lists.ts';
import { mail } from './english/mail.ts';
import { marks } from './english/marks.ts';
import { because, finding } from './english/measured.ts';
import { misunderstandings, problems } from './english/misunderstandings.ts';
import { modals } from './english/modals.ts';
import { notices } from './english/notices.ts';
import { placeStory } from './english/place-story.ts';
import { plan } from './english/plan.ts';
import { protection } from './english/protection.ts';
import { readiness } from './english/readiness.ts';
import { refusals } from './english/refusals.ts';
import { report } from './english/report.ts';
import { revision } from './english/revision.ts';
import { risks } from './english/risks.ts';
import { room } from './english/room.ts';
import { eventsSchedule, schedule } from './english/schedule.ts';
import { settings } from './english/settings.ts';
import { story } from './english/story.ts';
import { formats, terms } from './english/terms.ts';
import { explain, verdict } from './english/verdict.ts';
import type { EventWords } from './event-words.ts';

const events: EventWords = {
  ...eventsBefore,
  ...eventsGates,
  ...eventsOverride,
  ...eventsSchedule,
  ...eventsChecklist,
  ...eventsRollout,
  ...eventsRollback,
  ...eventsIncident,
  ...eventsTelling,
};

/** English. */
export const english = {
  approvers,
  audit,
  evidenceTokens,
  story,
  formats,
  terms,
  refusals,
  misunderstandings,
  problems,
  delegation,
  done,
  events,
  because,
  finding,
  explain,
  verdict,
  report,
  room,
  chart,
  calendar,
  marks,
  card,
  gates,
  readiness,
  schedule,
  revision,
  placeStory,
  checklist,
  risks,
  freeze,
  buttons,
  cancel,
  confirms,
  plan,
  modals,
  lists,
  notices,
  incidents,
  help,
  settings,
  mail,
  /** What tminus itself wrote into a runbook; what people wrote stays as it is. */
  written: (text: string) => text,
  /** As BCP 47 names it, for programs that read. */
  language: 'en',
  protection,
};
