import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GateName } from '../../src/release/gate-evidence.ts';
import { emptyLane } from '../../src/release/lane.ts';
import { emptyOrganisation } from '../../src/release/organisation.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import type { Instant } from '../../src/release/terms.ts';
import { anAgreement, HOUR, OWNER, REQUESTER } from '../support/builders.ts';
import { evidenceOf, gateRules, goodEnough, notGoodEnough, recorded } from '../support/gates.ts';
import { type Command, carryOut, RELEASE, type Situation, T0 } from '../support/given.ts';

const REQUIRED = ['tests', 'secrets'] as const satisfies readonly GateName[];
const VALID_MS = 4 * HOUR;
const COMMITS = ['c0ffee1', 'deadbee'] as const;

/** Nobody has to be asked: only the gates stand between the plan and the deploy. */
const agreementAt = (commit: string) => {
  const agreement = anAgreement({ commit });
  const gates = gateRules({ required: [...REQUIRED], validForMs: VALID_MS });
  const terms = { ...agreement.terms, approvals: null, poll: null, deploy: 'automatic' as const, gates };
  return { ...agreement, terms };
};

type Move = (situation: Situation) => Command;
const gate = fc.constantFrom<(typeof REQUIRED)[number]>(...REQUIRED);
const commit = fc.constantFrom(...COMMITS);
const always =
  (command: Command): Move =>
  () =>
    command;

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(gate, commit, fc.nat(6), fc.boolean()).map(
      ([name, of, ageHours, good]): Move =>
        ({ now }) =>
          recorded(
            evidenceOf(good ? goodEnough(name) : notGoodEnough(name), {
              commit: of,
              at: now - ageHours * HOUR,
            }),
          ),
    ),
  },
  { weight: 3, arbitrary: fc.nat(5).map(hours => always({ type: 'Wait', ms: hours * HOUR })) },
  { weight: 1, arbitrary: fc.constant(always({ type: 'RerunGates', by: OWNER })) },
  {
    weight: 1,
    arbitrary: commit.map(of => always({ type: 'RevisePlan', by: REQUESTER, agreement: agreementAt(of) })),
  },
  { weight: 4, arbitrary: fc.constant(always({ type: 'Deploy', by: OWNER })) },
  {
    weight: 4,
    arbitrary: commit.map(
      (of): Move =>
        ({ release }) => ({
          type: 'StartDeploy',
          facts: {
            running: '1.3.0',
            commit: of,
            digest: of === release?.plan.commit ? release.digest : 'another',
            groups: {},
          },
        }),
    ),
  },
);

it('nothing goes out without fresh and good evidence of its very commit for every gate that is required', () => {
  let deploys = 0;
  fc.assert(
    fc.property(fc.array(move, { minLength: 8, maxLength: 40 }), moves => {
      let situation: Situation = {
        release: null,
        lane: emptyLane('checkout', 'production'),
        organisation: emptyOrganisation,
        now: T0,
      };
      /** What was last told about each gate of each commit, kept here apart from the release. */
      const told = new Map<string, { at: Instant; good: boolean }>();
      const take = (command: Command) => {
        const { happened, after } = carryOut(situation, command);
        situation = after;
        return isRefusal(happened) ? [] : happened.release;
      };
      take({ type: 'PlanRelease', by: REQUESTER, agreement: agreementAt('c0ffee1') });
      for (const next of moves) {
        const command = next(situation);
        for (const event of take(command)) {
          if (event.type === 'EvidenceRecorded')
            for (const { commit: of, measured, at } of event.evidence) {
              const good = JSON.stringify(measured) === JSON.stringify(goodEnough(measured.gate));
              told.set(`${of} ${measured.gate}`, { at, good });
            }
          if (event.type !== 'DeployStarted') continue;
          deploys += 1;
          const { release, now } = situation;
          for (const name of REQUIRED) {
            const known = told.get(`${release?.plan.commit} ${name}`);
            expect(known?.good).toBe(true);
            expect(now - (known?.at ?? 0)).toBeLessThanOrEqual(VALID_MS);
          }
        }
      }
      expect(situation.release?.id).toBe(RELEASE);
    }),
    { numRuns: 2_000, seed: 11 },
  );
  // The rule would be easy to keep if nothing ever went out.
  expect(deploys).toBeGreaterThan(10);
});
