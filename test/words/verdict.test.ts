import { describe, expect, it } from 'vitest';
import type { Proof, WatchRules } from '../../src/release/watching.ts';
import { english } from '../../src/words/english.ts';
import { plain } from '../../src/words/mrkdwn.ts';
import { evidence, finding } from '../support/builders.ts';
import { T0 } from '../support/given.ts';

const MINUTE = 60_000;
const rules: WatchRules = {
  everyMs: 10_000,
  afterEveryMs: MINUTE,
  afterMs: 0,
  triggers: [
    {
      name: 'error rate above 3%',
      condition: { kind: 'error-rate', percent: 3, minRequests: 40 },
      windowMs: MINUTE,
      action: 'rollback',
    },
    {
      name: 'P95 three times as long',
      condition: { kind: 'latency-ratio', quantile: 0.95, times: 3, minRequests: 40 },
      windowMs: MINUTE,
      action: 'rollback',
    },
  ],
  minRequests: 100,
  lostAfter: 5,
  comparison: { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: 0.5, sloPercent: 0.5 },
};
const about = { canary: '1.4.1', baseline: '1.3.0', rules, at: T0 + 3 * MINUTE };
const proof = (more: Partial<Proof> = {}): Proof => ({
  rule: 'more-errors',
  since: T0,
  counted: { canary: { requests: 812, bad: 41 }, baseline: { requests: 1890, bad: 9 } },
  odds: { against: 2340.4, needed: 100 },
  dispersion: 1,
  ...more,
});
const explained = (...[event, more = {}]: [Parameters<typeof english.explain>[0], object?]) =>
  plain(english.explain(event, { ...about, ...more }).join('\n'));
const fired = (more: Parameters<typeof finding>[0]) =>
  explained({ type: 'TriggerFired', finding: finding(more) });

describe('a finding of the comparison', () => {
  it('is explained by the rule, the counts of both versions, since when, and the odds', () => {
    const says = fired({ proof: proof() });
    expect(says).toMatch(/^Why: 1\.4\.1 fails more often than 1\.3\.0 does, which serves the same users/);
    expect(says).toMatch(/41 of 812 requests failed on 1\.4\.1 \(5\.05%\), counted from .* UTC on \(3 min\)/);
    expect(says).toMatch(/9 of 1,890 requests failed on 1\.3\.0 \(0\.48%\), in the same time/);
    expect(says).toMatch(
      /no worse than 1\.25 times 1\.3\.0, .* at most 1 of 2,340 rollouts, .*; 1 of 100 is enough/,
    );
    expect(says).not.toMatch(/bursts/);
  });

  it('says when bursts were counted as less', () => {
    expect(fired({ proof: proof({ dispersion: 2.34 }) })).toMatch(
      /in bursts, so 2\.34 of them counted as one/,
    );
  });

  it('speaks of slow answers where those decided', () => {
    expect(fired({ proof: proof({ rule: 'more-slow' }) })).toMatch(
      /is slow more often .*\n.*41 of 812 requests slow on/,
    );
  });

  it('says what it was compared with when nothing was left beside it', () => {
    const says = fired({ proof: proof({ against: 'saved', savedFrom: T0 - MINUTE, savedUntil: T0 }) });
    expect(says).toMatch(/than 1\.3\.0 did while it ran beside it/);
    expect(says).toMatch(/on 1\.3\.0 \(0\.48%\), kept from .* to /);
    expect(says).not.toMatch(/at the same time|in the same time/);
  });

  it.each([
    ['catastrophe', /needs no statistics: 20% and more/],
    ['both-bad', /both are above the 0\.5% that are allowed/],
    ['error-over-none', /may still be chance, so nothing is rolled back/],
  ] as const)('that needs no odds (%s) says what it rests on instead', (rule, says) => {
    expect(fired({ action: 'pause', proof: proof({ rule, odds: null }) })).toMatch(says);
  });
});

describe('a finding of a trigger', () => {
  it('says that its limit is fixed and what it waited for', () => {
    const says = fired({ trigger: 'error rate above 3%', seen: 5, limit: 3, canaryRequests: 120, since: T0 });
    expect(says).toMatch(/seen 5%, limit 3%/);
    expect(says).toMatch(/It has looked so since .* UTC/);
    expect(says).toMatch(/fixed limit\. It waits for 40 requests/);
  });

  it('says when it did look at the version beside it', () => {
    expect(fired({ trigger: 'P95 three times as long' })).toMatch(/compares with the version beside it/);
  });

  it('of an alert from outside claims no certainty of its own', () => {
    const alert = { name: 'CheckoutDown', key: 'a/1', startsAt: T0, summary: 'no orders' };
    expect(fired({ alert })).toMatch(
      /alert of your own monitoring.*\n.*CheckoutDown.*no orders.*\n.*did not measure it itself/,
    );
  });
});

describe('the end of a phase', () => {
  const ended = (more: Parameters<typeof evidence>[0]) =>
    explained({
      type: 'BakeExtended',
      step: 'traffic-5',
      until: T0,
      evidence: evidence({ verdict: 'inconclusive', ...more }),
    });

  it('says how many errors are certainly not exceeded', () => {
    const certainly = { errorsBelow: 0.36, allowed: 0.5 };
    expect(
      explained({
        type: 'PhaseCompleted',
        step: 'traffic-5',
        percent: 5,
        promotedBy: null,
        evidence: evidence({ requests: 2400, certainly }),
      }),
    ).toMatch(
      /no rule fired.*\n.*2,400 requests.*\n.*no more than 0\.36% of the requests to 1\.4\.1 fail; 0\.5% is allowed\./,
    );
  });

  it('with too little seen says how much is missing', () => {
    expect(ended({ requests: 60, certainly: { errorsBelow: 4.8, allowed: 0.5 } })).toMatch(
      /too little was seen.*\n.*\n.*4\.8% .* so more has to be seen\. 100 requests are the least/,
    );
  });

  it('that a person ended says so, and claims no verdict', () => {
    expect(
      explained({
        type: 'PhaseCompleted',
        step: 'traffic-5',
        percent: 5,
        promotedBy: 'U01ANAVEGA',
        evidence: null,
      }),
    ).toBe('Why: @U01ANAVEGA let it through before its end, so no verdict was drawn.');
  });
});
