import { failedIn, type GatesEvent } from '../../release/gates.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, person } from '../mrkdwn.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

type Recorded = Extract<GatesEvent, { type: 'EvidenceRecorded' }>;

/** Every fact of the event and what is not known, in one sentence each. */
export function recorded({ evidence, unavailable }: Recorded, { terms }: Release): string {
  const rules = terms.gates;
  const facts = rules
    ? evidence.map(({ measured }) => `${gates.name[measured.gate]}：${gates.measured(measured, rules)}。`)
    : [];
  const unknown = unavailable.map(({ gate, why }) => `${gates.name[gate]}：未知，${gates.why(why)}。`);
  return [...facts, ...unknown].join('');
}

export const eventsGates: EventWords<GatesEvent['type']> = {
  EvidenceRecorded: (event, release) => {
    const failed = failedIn(event, release);
    if (failed.length === 0) return `收到证据。${recorded(event, release)}`;
    const evidence = event.evidence.filter(({ measured }) => failed.includes(measured.gate));
    const names = formats.and(failed.map(gate => gates.name[gate]));
    return `${names}未通过。${recorded({ ...event, evidence, unavailable: [] }, release)}${person(release.plan.owner)}，${code('/release gates')} 说明如何修复。`;
  },
  GatesRerun: ({ by }) =>
    by === TMINUS ? '证据即将过期，所有门禁重新查询。' : `${person(by)} 让所有门禁重新查询。`,
  GatesSkipped: ({ by, reason, gates: names }) =>
    `${person(by)} 允许跳过${formats.and(names.map(name => gates.name[name]))}：${clause(reason)}。`,
};
