import type { PlanChange, PlanField } from '../../release/revision.ts';
import { inline, person, withPeople } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** More than these are counted; the plan itself has them all. */
const SHOWN = 6;
const CHARACTERS = 80;
const NAMES_PEOPLE: readonly PlanField[] = ['risks', 'rollback'];

const fields: Record<PlanField, string> = {
  version: 'version',
  commit: 'commit',
  type: 'type',
  strategy: 'strategy',
  runbook: 'steps',
  policy: 'policy',
  features: 'new features',
  improvements: 'improvements',
  fixes: 'fixes',
  debt: 'technical debt',
  technical: 'technical dependencies',
  team: 'other teams',
  resource: 'resources',
  owner: 'owner',
  goal: 'goal',
  milestones: 'milestones',
  risks: 'risks',
  rollback: 'going back',
  communication: 'who is told',
  window: 'release window',
};

function change({ field, from, to }: PlanChange): string {
  if (from === to) return `details of the ${fields[field]}`;
  const value = (text: string) => {
    if (text === '') return 'nothing';
    if (field === 'owner') return person(text);
    const said = inline(text, CHARACTERS);
    return `“${NAMES_PEOPLE.includes(field) ? withPeople(said) : said}”`;
  };
  return `${fields[field]}: ${value(from)} → ${value(to)}`;
}

/** What a revision of the plan made different. */
export const revision = {
  /** One sentence; none where nothing is known to have changed. */
  changed: (changes: readonly PlanChange[]): string[] => {
    if (changes.length === 0) return [];
    const left = changes.length - SHOWN;
    const more = left > 0 ? [formats.count(left, { one: 'other field', other: 'other fields' })] : [];
    return [`Changed: ${[...changes.slice(0, SHOWN).map(change), ...more].join('; ')}.`];
  },
  /** Behind how often the plan was revised. */
  major: (count: number) => `${formats.number(count)} of them major (two at most is the goal)`,
};
