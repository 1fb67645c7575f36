import type { Lacking, OpenItem, Unready } from '../../release/readiness.ts';
import type { PersonId } from '../../release/terms.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

/** More than this many of a kind are counted, not named; the panel of that kind shows all. */
const NAMED = 5;

const kinds: Record<Lacking, string> = {
  gates: 'gates that have not passed',
  checklist: 'open items of the checklist',
  time: 'its time',
};

const listed = (all: readonly string[]): string => {
  const left = all.length - NAMED;
  return formats.and(left > 0 ? [...all.slice(0, NAMED), `${formats.number(left)} more`] : [...all]);
};

const item = ({ text, role }: OpenItem) => `“${inline(text, 120)}” (${inline(role)})`;

/** What a release lacks before its Go/No-Go opens, and who can mend it. */
export const readiness = {
  /** Without the details, which the state tells. */
  waitsFor: (lacks: readonly Lacking[]) =>
    `Before it can go on it waits for ${formats.and(lacks.map(kind => kinds[kind]))}.`,
  waitsAgain: (lacks: readonly Lacking[]) =>
    `It waits for ${formats.and(lacks.map(kind => kinds[kind]))} again. Votes so far no longer count; they are asked for anew when it can go on.`,
  lacking: (it: Unready, owner: PersonId): string => {
    switch (it.lacks) {
      case 'gates':
        return `${listed(it.gates.map(gate => gates.name[gate]))} ${it.gates.length === 1 ? 'has' : 'have'} to pass; ${code('/release gates')} says what would help, ${person(owner)} sees to it.`;
      case 'checklist':
        return `To be ticked by their roles or ${person(owner)}: ${listed(it.items.map(item))}.`;
      case 'time':
        return `It goes on by itself ${when(it.opensAt, formats)}.`;
    }
  },
};
