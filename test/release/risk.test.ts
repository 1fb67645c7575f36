import { describe, expect, it } from 'vitest';
import { gravest, type Risk, type RiskLevel, type Severity, severityOf } from '../../src/release/risk.ts';
import { planned } from '../support/builders.ts';
import { given } from '../support/given.ts';

const risk = (probability: RiskLevel, impact: RiskLevel, mitigation = ''): Risk => ({
  what: 'the index takes hours',
  probability,
  impact,
  mitigation,
  owner: 'omar',
});

describe('risk is probability by impact', () => {
  it.each<[RiskLevel, RiskLevel, Severity]>([
    ['very high', 'low', 'medium'],
    ['very high', 'medium', 'high'],
    ['very high', 'high', 'critical'],
    ['very high', 'very high', 'critical'],
    ['high', 'low', 'medium'],
    ['high', 'medium', 'medium'],
    ['high', 'high', 'high'],
    ['high', 'very high', 'critical'],
    ['medium', 'low', 'low'],
    ['medium', 'medium', 'medium'],
    ['medium', 'high', 'medium'],
    ['medium', 'very high', 'high'],
    ['low', 'low', 'low'],
    ['low', 'medium', 'low'],
    ['low', 'high', 'medium'],
    ['low', 'very high', 'medium'],
  ])('%s probability and %s impact are %s', (probability, impact, severity) => {
    expect(severityOf({ probability, impact })).toBe(severity);
  });
  it('a plan is as risky as its gravest risk', () => {
    expect(gravest([risk('low', 'low'), risk('high', 'high'), risk('medium', 'medium')])).toBe('high');
    expect(gravest([])).toBeNull();
  });
});

describe('a critical risk', () => {
  it('needs a written mitigation before approval opens', () => {
    given()
      .when(planned('minor', 'production', { risks: [risk('high', 'very high', ' ')] }))
      .refuses('mitigation-missing', { risk: 'the index takes hours' });
  });
  it('is accepted with one', () => {
    given()
      .when(planned('minor', 'production', { risks: [risk('high', 'very high', 'build it beforehand')] }))
      .leaves('approving');
  });
});

describe('any risk', () => {
  it('needs a mitigation', () => {
    given()
      .when(planned('minor', 'production', { risks: [risk('low', 'low', ' ')] }))
      .refuses('mitigation-missing', { severity: 'low' });
  });
  it('needs somebody who looks after it', () => {
    given()
      .when(planned('minor', 'production', { risks: [{ ...risk('low', 'low', 'wait'), owner: '' }] }))
      .refuses('risk-owner-missing', { risk: 'the index takes hours' });
  });
});
