import { failedIn, type GatesEvent } from '../../release/gates.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, person } from '../mrkdwn.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

type Recorded = Extract<GatesEvent, { type: 'EvidenceRecorded' }>;

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Every fact of the event and what is not known, in one sentence each. */
export function recorded({ evidence, unavailable }: Recorded, { terms }: Release): string {
  const rules = terms.gates;
  const facts = rules
    ? evidence.map(({ measured }) => `${gates.name[measured.gate]}: ${gates.measured(measured, rules)}.`)
    : [];
  const unknown = unavailable.map(({ gate, why }) => `${gates.name[gate]}: unknown, ${gates.why(why)}.`);
  return [...facts, ...unknown].join(' ');
}

export const eventsGates: EventWords<GatesEvent['type']> = {
  EvidenceRecorded: (event, release) => {
    const failed = failedIn(event, release);
    if (failed.length === 0) return `Evidence came in. ${recorded(event, release)}`;
    const evidence = event.evidence.filter(({ measured }) => failed.includes(measured.gate));
    const names = formats.and(failed.map(gate => gates.name[gate]));
    return `${names} did not pass. ${recorded({ ...event, evidence, unavailable: [] }, release)} ${person(release.plan.owner)}, ${code('/release gates')} says what would fix it.`;
  },
  GatesRerun: ({ by }) =>
    by === TMINUS
      ? 'The evidence is growing old, so all gates are asked anew.'
      : `${person(by)} had all gates asked anew.`,
  GatesSkipped: ({ by, reason, gates: names }) =>
    `${person(by)} lets it pass without ${formats.and(names.map(name => lower(gates.name[name])))}: ${clause(reason)}.`,
};
