import { incidentTimes } from '../release/incident-times.ts';
import type { Incident } from '../release/incidents.ts';
import { RECOVERY_GOALS_MS } from '../release/recovery-times.ts';
import type { Release } from '../release/state.ts';
import type { Happening } from '../release/verdicts.ts';
import { sayEvent } from '../words/event-words.ts';
import { escapeText, when } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, section } from './blocks.ts';
import { deedButton } from './deed-buttons.ts';
import { ALARM } from './icons.ts';
import { incidentLines } from './incident-part.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import { incidentOffers } from './offers.ts';

/** The last so many happenings are told; the audit has all of them. */
const SHOWN = 15;

/** The answer to `/release incident`: how the latest incident stands, what happened, and how long each part took. */
export function incidentAnswer(
  release: Release,
  incident: Incident,
  history: readonly Happening[],
  words: Words,
): Message {
  const { incidents, card, formats } = words;
  const about = formats.labelled(incidents.title(incident.priority), escapeText(card.title(release.plan)));
  const title = `${ALARM} *${about}*`;
  const lines = incidentLines(incident, words);
  const happened = history
    .filter(({ event }) => isOfIncident(event.type))
    .slice(-SHOWN)
    .map(({ at, event }) => `• ${formats.labelled(when(at, formats), sayEvent(event, release, words))}`);
  const times = timesOf(history, words);
  const offers = incident.resolved ? (['incident'] as const) : incidentOffers(release);
  const buttons = offers.map(deed => deedButton(deed, release, words));
  return message([title, ...lines].join('\n'), [
    section([title, ...lines].join('\n')),
    ...lineSections([`*${incidents.timeline}*`, ...happened]),
    ...(times.length > 0 ? [context(formats.labelled(incidents.times, times.join(' · ')))] : []),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
  ]);
}

const isOfIncident = (type: string): boolean =>
  /^Incident|^CommanderNamed$|^UpdateOverdue$|^RollbackStarted$|^RolledBack$|^ReleaseFailed$/.test(type);

/** How long each part took against its goal; what nobody can say is left out. */
function timesOf(history: readonly Happening[], { incidents: { measured } }: Words): string[] {
  const times = incidentTimes(history);
  if (!times) return [];
  const { detectMs, acknowledgeMs, decideMs, recoverMs, resolveMs } = times;
  const { decide, recover } = RECOVERY_GOALS_MS;
  return [
    detectMs === null ? [] : [measured.detect(detectMs)],
    acknowledgeMs === null ? [] : [measured.acknowledge(acknowledgeMs)],
    decideMs === null ? [] : [measured.decide(decideMs, decide)],
    recoverMs === null ? [] : [measured.recover(recoverMs, recover)],
    resolveMs === null ? [] : [measured.resolve(resolveMs)],
  ].flat();
}
