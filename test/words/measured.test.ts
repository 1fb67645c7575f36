import { expect, it } from 'vitest';
import { evidence as sayEvidence, finding as sayFinding } from '../../src/words/english/measured.ts';
import { evidence, finding } from '../support/builders.ts';
import { T0 } from '../support/given.ts';

it('a finding of the comparison says how sure it is', () => {
  const counted = { canary: { requests: 150, bad: 8 }, baseline: { requests: 2850, bad: 14 } };
  const odds = { against: 1234.5, needed: 100 };
  const proof = { rule: 'more-errors', since: T0, counted, odds, dispersion: 1 } as const;
  const trigger = 'more errors than the version beside it';
  const bad = finding({
    trigger,
    seen: 5.33,
    limit: 0.61,
    baseline: 0.49,
    canaryRequests: 150,
    windowMs: 30_000,
    proof,
  });
  expect(sayFinding(bad, [])).toBe(
    'more errors than the version beside it: seen 5.33%, limit 0.61%, 0.49% on the version beside it (150 requests in 30 sec); 1,235 to 1 against chance, 100 to 1 is enough',
  );
});

it('a phase says what it rules out', () => {
  const certainly = { errorsBelow: 0.994, allowed: 1 };
  expect(sayEvidence(evidence({ certainly }))).toContain('certainly no more than 0.99%, 1% is allowed');
  expect(sayEvidence(evidence())).not.toContain('certainly');
});
