import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { presetStrategies, type Strategy } from '../../src/policy/strategy.ts';
import { termsFor } from '../../src/policy/terms-for.ts';
import { missedFigures } from '../../src/release/automatic-seats.ts';
import type { GateEvidence, Measured } from '../../src/release/gate-evidence.ts';
import type { GateFigures } from '../../src/release/gate-figures.ts';
import type { Environment, ReleaseType } from '../../src/release/terms.ts';
import {
  allGo,
  anAgreement,
  approvedBy,
  deployedBy,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rejectedBy,
  revisedBy,
  shipped,
  started,
  waited,
} from '../support/builders.ts';
import { evidenceOf, gateRules, NO_FINDINGS, recorded } from '../support/gates.ts';
import { given, type Step, T0 } from '../support/given.ts';

const automatic = {
  securityScore: 98,
  coveragePercent: 90,
  compatibilityScore: 95,
  vulnerabilities: 0,
  regressionPercent: 5,
};
const terms = (type: ReleaseType = 'minor', environment: Environment = 'production') => {
  const { approvals } = anAgreement({ type, environment }).terms;
  if (!approvals) throw new Error('nobody approves that');
  return { approvals: { ...approvals, automatic }, gates: gateRules(), poll: null };
};
const minor = planned('minor', 'production', { terms: terms() });

/** Everything that was measured, as good as can be unless something else is given. */
const measured = (...others: Measured[]): GateEvidence[] => {
  const best: Measured[] = [
    { gate: 'vulnerabilities', findings: NO_FINDINGS },
    { gate: 'static-analysis', findings: NO_FINDINGS },
    { gate: 'licences', packages: { MIT: 10 } },
    { gate: 'secrets', found: 0 },
    { gate: 'coverage', percent: 93 },
    { gate: 'compatibility', run: 20, passed: 20, failed: [] },
    { gate: 'performance', regressionPercent: 1 },
  ];
  return [...best.filter(it => others.every(other => other.gate !== it.gate)), ...others].map(it =>
    evidenceOf(it, { at: T0 - HOUR }),
  );
};
const good = recorded(...measured());
const later =
  (of: Measured): Step =>
  ({ now }) =>
    recorded(evidenceOf(of, { at: now }));
const bad: Measured = { gate: 'coverage', percent: 40 };

describe('the gates fill the seats of the groups', () => {
  it('when all figures hold, and somebody of each mandatory group still signs in person', () => {
    given(minor).when(good).then({ type: 'EvidenceRecorded' }, { type: 'SeatsFilled' });
    given(minor, good).when(approvedBy('sam')).leaves('approving');
    given(minor, good, approvedBy('sam'))
      .when(approvedBy('cleo'))
      .then({ type: 'ApprovalGiven' }, { type: 'ApprovalsCompleted' }, { type: 'ReleaseReady' });
    given(minor, good)
      .when(approvedBy('hank'))
      .then({ type: 'ApprovalGiven' }, { type: 'ApprovalsCompleted' }, { type: 'ReleaseReady' });
  });
  it('approvals from the groups do not replace a mandatory one', () => {
    given(minor, good, approvedBy('tess'), approvedBy('pia'), approvedBy('arno'))
      .when(waited(0))
      .leaves('approving');
  });
  it('where nothing is mandatory nobody has to approve', () => {
    const { after, events } = given(planned('patch', 'staging', { terms: terms('patch', 'staging') })).when(
      good,
    );
    expect(events().map(({ type }) => type)).toContain('ApprovalsCompleted');
    expect(after.release?.approvals.given).toEqual([]);
  });
  it.each<[string, Measured]>([
    ['a security score below', { gate: 'static-analysis', findings: { ...NO_FINDINGS, low: 3 } }],
    ['less coverage', { gate: 'coverage', percent: 89.99 }],
    ['a vulnerability', { gate: 'vulnerabilities', findings: { ...NO_FINDINGS, low: 1 } }],
    ['less compatibility', { gate: 'compatibility', run: 100, passed: 94, failed: [] }],
    ['a regression', { gate: 'performance', regressionPercent: 5 }],
  ])('not with %s', (_, other) => {
    given(minor)
      .when(recorded(...measured(other)))
      .then({ type: 'EvidenceRecorded' });
  });
  it('not while one of them is unknown', () => {
    for (const { measured: missing } of measured())
      given(minor)
        .when(recorded(...measured().filter(it => it.measured.gate !== missing.gate)))
        .then({ type: 'EvidenceRecorded' });
  });
  it('not while another source of one of them is still measuring', () => {
    const audit = { gate: 'vulnerabilities', source: 'command', by: 'npm audit' } as const;
    const told: Step = {
      type: 'RecordEvidence',
      evidence: measured(),
      unavailable: [{ ...audit, why: { because: 'running', what: ['npm audit'] } }],
    };
    given(minor).when(told).then({ type: 'EvidenceRecorded' });
    given(minor, told).when({ type: 'RerunGates', by: OWNER }).then({ type: 'GatesRerun' });
    const clean = evidenceOf({ gate: 'vulnerabilities', findings: NO_FINDINGS }, audit);
    given(minor, told).when(recorded(clean)).then({ type: 'EvidenceRecorded' }, { type: 'SeatsFilled' });
  });
  it('not of evidence for another commit, of a rejected release, or after the time to approve is over', () => {
    given(minor)
      .when(recorded(...measured().map(it => ({ ...it, commit: 'beef002' }))))
      .refuses('evidence-of-another-commit');
    given(minor, rejectedBy('sam')).when(good).leaves('rejected');
    given(minor, waited(48 * HOUR + 1))
      .when(good)
      .leaves('approving');
  });
});

describe('figures that no longer hold', () => {
  const ready: Step[] = [minor, good, approvedBy('sam'), approvedBy('cleo')];

  it('take the seats away while people approve', () => {
    given(minor, good)
      .when(later(bad))
      .then({ type: 'EvidenceRecorded' }, { type: 'SeatsWithdrawn', missed: ['coveragePercent'] });
  });
  it('take a ready release back to its approvers; what people gave stays and they have their whole time', () => {
    const { after } = given(...ready, waited(40 * HOUR)).when(later(bad));
    expect(after.release?.status).toBe('approving');
    expect(after.release?.approvals.given.map(({ by }) => by)).toEqual(['sam', 'cleo']);
    expect(after.release?.approvals.openedAt).toBe(T0 + 40 * HOUR);
    given(...ready, later(bad))
      .when(approvedBy('tess'))
      .leaves('ready');
  });
  it('take it out of the queue', () => {
    const busy: Step = {
      type: 'LaneNews',
      events: [{ type: 'LaneJoined', release: 'other', atFront: true }],
    };
    const queued = given(...ready, busy, deployedBy(OWNER));
    expect(queued.release.status).toBe('queued');
    queued.when(later(bad)).thenInLane({ type: 'LaneLeft' });
  });
  it('change nothing where enough people approved by themselves', () => {
    given(...ready.slice(0, 3), approvedBy('tess'), approvedBy('cleo'))
      .when(later(bad))
      .then({ type: 'EvidenceRecorded' }, { type: 'SeatsWithdrawn' });
    expect(given(minor, good, approvedBy('tess'), approvedBy('sam'), approvedBy('cleo')).release.status).toBe(
      'ready',
    );
  });
  it('are looked at once more when the approvals are used: evidence that grew old fills no seat', () => {
    given(...ready, waited(22 * HOUR), deployedBy(OWNER))
      .when(started())
      .leaves('deploying');
    const stale = [minor, good, waited(20 * HOUR), approvedBy('sam'), approvedBy('cleo'), waited(5 * HOUR)];
    const { after, events } = given(...stale, deployedBy(OWNER)).when(started());
    expect(events()).toMatchObject([
      { type: 'DeployHeld', why: { refusal: 'approvals-short', seats: 1, gone: [] } },
      { type: 'SeatsWithdrawn' },
    ]);
    expect(after.release?.approvals.given.map(({ by }) => by)).toEqual(['sam', 'cleo']);
  });
  it('fill them again when new evidence is good', () => {
    given(...ready, later(bad), waited(HOUR))
      .when(later({ gate: 'coverage', percent: 95 }))
      .leaves('ready');
  });
});

it('a revised plan asks the gates anew; evidence of the same commit fills the seats again', () => {
  given(minor, good)
    .when(revisedBy(REQUESTER, { goal: 'Other words', terms: terms() }))
    .then({ type: 'PlanRevised' }, { type: 'SeatsFilled' });
});

const withGates = await loadPolicy('config');

describe('the policy', () => {
  const figures: GateFigures = {
    securityScore: 97,
    coveragePercent: 85,
    vulnerabilities: 0,
    compatibilityScore: 95,
    regressionPercent: 4,
  };
  const rule = (type: ReleaseType, environment: Environment) =>
    termsFor(withGates, { service: 'checkout', environment, type }, presetStrategies().canary as Strategy)
      .approvals?.automatic ?? null;

  it.each<[ReleaseType, Environment, (keyof GateFigures)[]]>([
    ['minor', 'staging', []],
    ['minor', 'production', ['securityScore', 'coveragePercent']],
    ['major', 'staging', ['regressionPercent']],
    ['hotfix', 'production', ['securityScore', 'coveragePercent']],
  ])('is stricter in production, and for a major: %s to %s', (type, environment, missed) => {
    const compiled = rule(type, environment);
    expect(compiled && missedFigures(compiled, figures).bad).toEqual(missed);
  });
  it('fills no seat where no gates are configured', () => {
    expect(shipped.security.gates).toBeUndefined();
    expect(anAgreement().terms.approvals).not.toHaveProperty('automatic');
  });
});

it('a poll that is open is closed by withdrawn seats: what was voted on is no longer approved', () => {
  const { poll: _, ...withPoll } = terms();
  const polling = [
    planned('minor', 'production', { terms: withPoll }),
    good,
    approvedBy('sam'),
    approvedBy('cleo'),
  ];
  expect(given(...polling).release.status).toBe('polling');
  const { after } = given(...polling).when(later(bad));
  expect(after.release).toMatchObject({ status: 'approving', poll: null });
  given(...polling, allGo)
    .when(later(bad))
    .leaves('approving');
});
