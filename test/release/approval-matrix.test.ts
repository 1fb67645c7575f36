import { expect, it } from 'vitest';
import type { Environment, GroupName, PersonId, ReleaseType } from '../../src/release/terms.ts';
import { approvedBy, GROUPS_OF, OWNER, planned, REQUESTER, shipped } from '../support/builders.ts';
import { carryOut, commandOf, given, type Situation, type Step } from '../support/given.ts';

const EVERY_GROUP = Object.keys(shipped.approvals.groups);

/** The matrix as it was agreed on: required people, groups that may fill a seat, groups that have to be among them. */
const MATRIX: [ReleaseType, Environment, number, GroupName[], GroupName[]][] = [
  ['patch', 'staging', 1, ['developers', 'qa'], []],
  ['patch', 'production', 2, ['tech_leads', 'product_owners'], ['security_team']],
  ['minor', 'staging', 2, ['tech_leads', 'qa'], ['architecture_team']],
  ['minor', 'production', 3, ['tech_leads', 'product_owners', 'architecture_team'], ['security_team', 'cto']],
  ['major', 'staging', 3, ['tech_leads', 'architecture_team', 'product_owners'], ['security_team', 'cto']],
  ['major', 'production', 4, EVERY_GROUP, ['security_team', 'cto', 'ceo']],
  ['hotfix', 'staging', 1, ['developers', 'qa'], []],
  ['hotfix', 'production', 2, ['tech_leads', 'product_owners'], ['security_team']],
];

/** One of each group, one of two mandatory groups, one of none, and the two who ask for the release. */
const CLICKERS: PersonId[] = [
  'tess',
  'pia',
  'arno',
  'quin',
  'dora',
  'sam',
  'cleo',
  'evan',
  'hank',
  'nora',
  REQUESTER,
  OWNER,
];

const click = (situation: Situation, step: Step) => {
  if (Array.isArray(step)) throw new Error('one click at a time');
  return carryOut(situation, commandOf(step as Exclude<Step, readonly Step[]>, situation));
};

it.each(MATRIX)(
  'a %s to %s is approved by %i people of %j, with %j among them, whoever clicks in whatever order',
  (type, environment, required, from, mandatory) => {
    const say = [...from, ...mandatory];
    const counts = (who: readonly PersonId[]) =>
      who.length >= required &&
      mandatory.every(group => who.some(person => GROUPS_OF[person]?.includes(group)));
    let clicks = 0;

    /** Everybody clicks next, on top of those who have; what was refused changed nothing and needs no second look. */
    const walk = (situation: Situation, before: readonly PersonId[]): void => {
      for (const person of CLICKERS) {
        clicks += 1;
        const { happened, after } = click(situation, approvedBy(person));
        const order = [...before, person];
        if (person === REQUESTER || person === OWNER) {
          expect(happened, order.join()).toMatchObject({ refusal: 'own-release' });
        } else if (!GROUPS_OF[person]?.some(group => say.includes(group))) {
          expect(happened, order.join()).toMatchObject({ refusal: 'not-an-approver' });
        } else if (before.includes(person)) {
          expect(happened, order.join()).toMatchObject({ refusal: 'already-approved' });
        } else {
          const isComplete = after.release?.approvals.completedAt !== null;
          expect([order.join(), isComplete]).toEqual([order.join(), counts(order)]);
          if (!isComplete && order.length <= required) walk(after, order);
        }
      }
    };
    walk(given(planned(type, environment)).situation, []);
    expect(clicks).toBeGreaterThanOrEqual(CLICKERS.length);
  },
);
