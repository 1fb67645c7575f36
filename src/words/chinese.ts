import { approvers } from './chinese/approvers.ts';
import { audit } from './chinese/audit.ts';
import { buttons, cancel, confirms } from './chinese/buttons.ts';
import { calendar } from './chinese/calendar.ts';
import { card } from './chinese/card.ts';
import { chart } from './chinese/chart.ts';
import { checklist } from './chinese/checklist.ts';
import { delegation } from './chinese/delegation.ts';
import { done } from './chinese/done.ts';
import { eventsBefore } from './chinese/events-before.ts';
import { eventsChecklist } from './chinese/events-checklist.ts';
import { eventsGates } from './chinese/events-gates.ts';
import { eventsIncident } from './chinese/events-incident.ts';
import { eventsOverride } from './chinese/events-override.ts';
import { eventsRollback } from './chinese/events-rollback.ts';
import { eventsRollout } from './chinese/events-rollout.ts';
import { eventsTelling } from './chinese/events-telling.ts';
import { evidenceTokens } from './chinese/evidence-tokens.ts';
import { freeze } from './chinese/freeze.ts';
import { gates } from './chinese/gates.ts';
import { help } from './chinese/help.ts';
import { incidents } from './chinese/incidents.ts';
import { lists } from './chinese/lists.ts';
import { mail } from './chinese/mail.ts';
import { marks } from './chinese/marks.ts';
import { because, finding } from './chinese/measured.ts';
import { misunderstandings, problems } from './chinese/misunderstandings.ts';
import { modals } from './chinese/modals.ts';
import { notices } from './chinese/notices.ts';
import { placeStory } from './chinese/place-story.ts';
import { plan } from './chinese/plan.ts';
import { protection } from './chinese/protection.ts';
import { readiness } from './chinese/readiness.ts';
import { refusals } from './chinese/refusals.ts';
import { report } from './chinese/report.ts';
import { revision } from './chinese/revision.ts';
import { risks } from './chinese/risks.ts';
import { room } from './chinese/room.ts';
import { eventsSchedule, schedule } from './chinese/schedule.ts';
import { settings } from './chinese/settings.ts';
import { story } from './chinese/story.ts';
import { formats, terms } from './chinese/terms.ts';
import { explain, verdict } from './chinese/verdict.ts';
import { written } from './chinese/written.ts';
import type { EventWords } from './event-words.ts';
import type { Words } from './words.ts';

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

/** Simplified Chinese. */
export const chinese: Words = {
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
  written,
  /** As BCP 47 names it, for programs that read. */
  language: 'zh-CN',
  protection,
};
