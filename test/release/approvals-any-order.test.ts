import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../support/builders.ts';
import { type Act, acts, begin, MANDATORY, REQUIRED, type Story } from '../support/given-any-approvals.ts';

/** Each moment of a story, the beginning first; it ends with the deploy. */
function tell(all: readonly Act[], isAutomatic: boolean): Story[] {
  const moments = [begin(isAutomatic)];
  for (const act of all) {
    const before = moments.at(-1) as Story;
    moments.push(act(before));
    if (moments.at(-1)?.situation.release?.status === 'deploying') break;
  }
  return moments;
}

const always = (isAutomatic: boolean, rule: (moments: Story[]) => void, numRuns = 300) =>
  fc.assert(
    fc.property(acts, all => rule(tell(all, isAutomatic))),
    { numRuns },
  );

/** Approvals that count now, by what was kept by hand: people who still are in the group, and voices nobody took back. */
const counting = ({ given, groups, lent, requesters, owner }: Story) =>
  given
    .filter(({ by, of }) => [by, of].every(one => one !== owner && !requesters.includes(one)))
    .map(it => {
      const own = groups[it.of] ?? [];
      const may =
        it.by === it.of
          ? own
          : own.filter(group =>
              lent.some(
                one =>
                  one.of === it.of &&
                  one.to === it.by &&
                  one.from <= it.at &&
                  it.at < one.until &&
                  (one.only === null || one.only.includes(group)),
              ),
            );
      return { ...it, groups: it.groups.filter(group => may.includes(group)) };
    })
    .filter(it => it.groups.length > 0);

/** The most voices of which no two share a person, by trying all sets of them. */
function people(voices: readonly { by: string; of: string }[]): number {
  let most = 0;
  for (let set = 0; set < 2 ** voices.length; set += 1) {
    const chosen = voices.filter((_, at) => (set >> at) & 1);
    const names = chosen.flatMap(({ by, of }) => [...new Set([by, of])]);
    if (new Set(names).size === names.length) most = Math.max(most, chosen.length);
  }
  return most;
}

describe.each([
  ['by people alone', false],
  ['with the gates filling seats', true],
])('whatever people do, and in whatever order, %s', (_, isAutomatic) => {
  it('nothing is deployed without the people the policy names', () => {
    always(
      isAutomatic,
      moments => {
        const end = moments.at(-1) as Story;
        if (end.situation.release?.status !== 'deploying') return;
        const voices = counting(end);
        for (const group of MANDATORY) expect(voices.some(voice => voice.groups.includes(group))).toBe(true);
        const isFresh = end.goodAt !== null && end.situation.now - end.goodAt <= 24 * HOUR;
        if (!isAutomatic || !isFresh) expect(people(voices)).toBeGreaterThanOrEqual(REQUIRED);
      },
      1_500,
    );
  });

  it('the requester and the owner never count, with whatever voice', () => {
    always(isAutomatic, moments => {
      for (const { situation, requesters, owner } of moments) {
        const voices = situation.release?.approvals.given ?? [];
        for (const { by, for: of } of voices) {
          expect([...requesters, owner]).not.toContain(by);
          expect([...requesters, owner]).not.toContain(of);
        }
      }
    });
  });

  it('a voice is given once, by whomever', () => {
    always(isAutomatic, moments => {
      for (const { situation } of moments) {
        const voices = situation.release?.approvals.given ?? [];
        const owners = voices.map(voice => voice.for ?? voice.by);
        expect(new Set(owners).size).toBe(owners.length);
      }
    });
  });

  it('the stories get far enough to mean something', () => {
    const seen = new Set<string>();
    for (const all of fc.sample(acts, { numRuns: 400, seed: 4 }))
      for (const what of tell(all, isAutomatic).at(-1)?.seen ?? []) seen.add(what);
    for (const what of [
      'DeployStarted',
      'approved for somebody',
      'ApprovalsVoided',
      'ApprovalsAskedAgain',
      'PlanRevised',
      'OwnerChanged',
      'refused voice-given',
      'refused own-release',
      'refused approval-overdue',
      ...(isAutomatic ? ['SeatsFilled', 'SeatsWithdrawn'] : []),
    ])
      expect(seen).toContain(what);
  });
});
