import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GATES,
  type GateEvidence,
  type GateName,
  SECURITY_GATES,
  type Unavailable,
} from '../../src/release/gate-evidence.ts';
import { figuresOf } from '../../src/release/gate-figures.ts';
import { judgeGate } from '../../src/release/gate-judging.ts';
import { isAllowedLicence } from '../../src/release/licences.ts';
import { HOUR, planned } from '../support/builders.ts';
import { evidenceOf, gateRules, goodEnough, NO_FINDINGS, notGoodEnough, recorded } from '../support/gates.ts';
import { given, type Step, T0 } from '../support/given.ts';

const known = (evidence: GateEvidence[], unavailable: Unavailable[] = []) => ({
  commit: 'c0ffee1',
  evidence,
  unavailable,
  skipped: null,
});
const rules = gateRules();
const asking = (...required: GateName[]): Step =>
  planned('minor', 'production', { terms: { gates: gateRules({ required }) } });

describe('a gate', () => {
  it.each(GATES)('passes with what is just good enough: %s', gate => {
    expect(judgeGate(gate, rules, known([evidenceOf(goodEnough(gate))]), T0).verdict).toEqual({
      is: 'passed',
    });
  });

  it.each(GATES)('fails with what is just not good enough: %s', gate => {
    expect(judgeGate(gate, rules, known([evidenceOf(notGoodEnough(gate))]), T0).verdict).toEqual({
      is: 'failed',
    });
  });

  it.each([
    ['none', 'low'],
    ['low', 'medium'],
    ['medium', 'high'],
    ['high', 'critical'],
  ] as const)('tolerates findings up to %s, and not one that is %s', (upTo, worse) => {
    const strict = gateRules({ allowUpTo: { ...rules.allowUpTo, vulnerabilities: upTo } });
    const verdictWith = (findings: object) =>
      judgeGate(
        'vulnerabilities',
        strict,
        known([evidenceOf({ gate: 'vulnerabilities', findings: { ...NO_FINDINGS, ...findings } })]),
        T0,
      ).verdict.is;
    expect(verdictWith({ [worse]: 1 })).toBe('failed');
    expect(verdictWith(upTo === 'none' ? {} : { [upTo]: 7 })).toBe('passed');
  });

  it('is unknown without evidence, with evidence that is too old, and with evidence of nothing', () => {
    expect(judgeGate('tests', rules, known([]), T0).verdict).toEqual({
      is: 'unknown',
      why: { because: 'missing' },
    });
    const old = known([evidenceOf(goodEnough('tests'))]);
    expect(judgeGate('tests', rules, old, T0 + 24 * HOUR).verdict.is).toBe('passed');
    expect(judgeGate('tests', rules, old, T0 + 24 * HOUR + 1).verdict).toEqual({
      is: 'unknown',
      why: { because: 'stale', at: T0 },
    });
    const nothing = known([evidenceOf({ gate: 'tests', run: 0, passed: 0 })]);
    expect(judgeGate('tests', rules, nothing, T0).verdict).toEqual({
      is: 'unknown',
      why: { because: 'empty' },
    });
  });

  it('says what a source said that has nothing to tell', () => {
    const off: Unavailable = {
      gate: 'vulnerabilities',
      source: 'github',
      by: 'Dependabot',
      why: { because: 'not-enabled', what: 'Dependabot' },
    };
    expect(judgeGate('vulnerabilities', rules, known([], [off]), T0).verdict).toEqual({
      is: 'unknown',
      why: off.why,
    });
    const audited = known(
      [evidenceOf(goodEnough('vulnerabilities'), { source: 'command', by: 'npm audit' })],
      [off],
    );
    expect(judgeGate('vulnerabilities', rules, audited, T0).verdict.is).toBe('passed');
  });

  it('goes by the worst where sources disagree, and by none while one is still measuring', () => {
    const good = evidenceOf(goodEnough('tests'));
    const bad = evidenceOf(notGoodEnough('tests'), { by: 'nightly' });
    expect(judgeGate('tests', rules, known([good, bad]), T0)).toMatchObject({
      verdict: { is: 'failed' },
      evidence: [bad, good],
    });
    const running: Unavailable = {
      gate: 'tests',
      source: 'command',
      by: 'npm test',
      why: { because: 'running', what: [] },
    };
    expect(judgeGate('tests', rules, known([good], [running]), T0).verdict.is).toBe('unknown');
    expect(judgeGate('tests', rules, known([bad], [running]), T0).verdict.is).toBe('failed');
  });

  it('never passes on evidence of another commit or on old evidence, whatever else there is', () => {
    const piece = fc.record({
      commit: fc.constantFrom('c0ffee1', 'deadbee'),
      ageMs: fc.integer({ min: 0, max: 48 * HOUR }),
      good: fc.boolean(),
      by: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...GATES), fc.array(piece, { maxLength: 6 }), (gate, pieces) => {
        const evidence = pieces.map(({ commit, ageMs, good, by }) =>
          evidenceOf(good ? goodEnough(gate) : notGoodEnough(gate), { commit, by, at: T0 - ageMs }),
        );
        const counting = pieces.filter(({ commit, ageMs }) => commit === 'c0ffee1' && ageMs <= 24 * HOUR);
        const expected =
          counting.length === 0 ? 'unknown' : counting.every(({ good }) => good) ? 'passed' : 'failed';
        expect(judgeGate(gate, rules, known(evidence), T0).verdict.is).toBe(expected);
      }),
    );
  });
});

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['UNKNOWN', false],
    ['SEE LICENSE IN LICENSE.md', false],
  ])('%s is allowed: %s', (licence, allowed) => {
    expect(isAllowedLicence(licence, rules.licences)).toBe(allowed);
  });

  it('that is no SPDX identifier counts when it is listed as it stands', () => {
    expect(isAllowedLicence('Acme Commercial', [...rules.licences, 'Acme Commercial'])).toBe(true);
    expect(isAllowedLicence('MIT', ['Acme Commercial', 'MIT'])).toBe(true);
  });
});

describe('the figures', () => {
  const security = (weighed: Partial<typeof NO_FINDINGS>, secrets = 0, licence = 'MIT') => [
    evidenceOf({ gate: 'vulnerabilities', findings: { ...NO_FINDINGS, ...weighed } }),
    evidenceOf({ gate: 'static-analysis', findings: NO_FINDINGS }),
    evidenceOf({ gate: 'secrets', found: secrets }),
    evidenceOf({ gate: 'licences', packages: { [licence]: 3 } }),
  ];
  const scoreWith = (evidence: GateEvidence[]) => {
    const { release } = given(asking(), recorded(...evidence));
    return figuresOf(release, T0).securityScore;
  };

  it.each([
    [100, security({})],
    [94, security({ medium: 1, low: 1 })],
    [60, security({ critical: 1 })],
    [80, security({ high: 1 })],
    [50, security({}, 1)],
    [90, security({}, 0, 'GPL-3.0-only')],
    [0, security({ critical: 3 })],
  ])('come to a security score of %i', (score, evidence) => {
    expect(scoreWith(evidence)).toBe(score);
  });

  it('know no score while one of the four security gates is unknown', () => {
    for (const gate of SECURITY_GATES)
      expect(scoreWith(security({}).filter(({ measured }) => measured.gate !== gate))).toBeNull();
  });

  it('are the worst of several sources, and unknown when nobody told or it is too old', () => {
    const evidence = [
      evidenceOf({ gate: 'coverage', percent: 93 }),
      evidenceOf({ gate: 'coverage', percent: 91 }, { by: 'other' }),
      evidenceOf({ gate: 'performance', regressionPercent: -2 }),
      evidenceOf({ gate: 'compatibility', run: 40, passed: 39, failed: ['x'] }),
      evidenceOf({ gate: 'vulnerabilities', findings: { ...NO_FINDINGS, medium: 2, low: 1 } }),
    ];
    const { release } = given(asking(), recorded(...evidence));
    expect(figuresOf(release, T0)).toEqual({
      securityScore: null,
      coveragePercent: 91,
      vulnerabilities: 3,
      compatibilityScore: 97.5,
      regressionPercent: -2,
    });
    const nothing = { securityScore: null, coveragePercent: null, vulnerabilities: null };
    expect(figuresOf(release, T0 + 25 * HOUR)).toMatchObject(nothing);
    expect(figuresOf(given(planned()).release, T0)).toMatchObject(nothing);
  });
});
