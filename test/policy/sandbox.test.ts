import { describe, expect, it } from 'vitest';
import { channels, groups } from '../../sandbox/workspace/cast.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { referencesIn } from '../../src/policy/references.ts';
import { firedBy } from '../../src/release/analysis.ts';
import { type NoticeKind, PLACES } from '../../src/release/notices.ts';
import type { Counts, Sample } from '../../src/release/watching.ts';
import { anAgreement, shipped } from '../support/builders.ts';
import { T0 } from '../support/given.ts';

/** What the demo answers in staging and production. */
const REQUESTS_PER_SECOND = 40;

const sandbox = await loadPolicy('sandbox/config');
const agreement = anAgreement({}, sandbox);

describe("the sandbox's policy", () => {
  it('names channels and user groups that are in its workspace', () => {
    const services = Object.values(sandbox.release.services).map(({ channel }) => channel);
    const places = Object.values(agreement.terms.notices?.places ?? {}).flat();
    const others = places.flatMap(place => /^channel:(.+)$/.exec(place)?.[1] ?? []);
    const used = [...services, ...new Set(others)];
    expect(used).toHaveLength(4);
    expect(channels.filter(({ app }) => app).map(({ id }) => id)).toEqual(expect.arrayContaining(used));
    const named = Object.values(sandbox.approvals.groups).map(({ slack }) => slack);
    expect(named.sort()).toEqual(groups.map(({ id }) => id).sort());
  });
  it('tells in other channels besides what it tells as it ships, and takes nothing away', () => {
    for (const [kind, places] of Object.entries(agreement.terms.notices?.places ?? {})) {
      const shipped = PLACES[kind as NoticeKind].filter(place => !place.startsWith('email:'));
      expect(places).toEqual([...shipped, expect.stringMatching(/^channel:C0[24]/)]);
    }
  });
  it('calls the groups as their user groups are called', () => {
    for (const [name, { slack }] of Object.entries(sandbox.approvals.groups))
      expect(groups.find(({ id }) => id === slack)?.handle).toBe(name);
  });
  it('has the approval matrix that ships', () => {
    expect(sandbox.approvals.matrix).toEqual(shipped.approvals.matrix);
  });
  it('needs two settings only', () => {
    expect(referencesIn([sandbox.release, sandbox.monitoring])).toEqual([
      'DEMO_URL',
      'DEMO_TOKEN',
      'DEMO_SIGNING_KEY',
    ]);
  });
  it('walks the phases in less than 40 seconds', () => {
    const bakes = agreement.runbook.steps.map(({ action }) => (action.kind === 'shift' ? action.bakeMs : 0));
    expect(bakes.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(40_000);
  });
});

const BOUNDS = [0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3];
/** Latencies spread evenly from 12 to 22 ms, times a factor: as the demo answers. */
const counts = (requests: number, errors: number, times: number): Counts => ({
  requests,
  errors,
  buckets: BOUNDS.map(le => ({
    le,
    count: Math.round(requests * Math.min(1, Math.max(0, (le / times - 0.012) / 0.01))),
  })),
});

/** A sample a second at 40 requests per second, in the phases of the strategy; errors as they add up. */
function samplesOf({ errorPercent = 0, times = 1 }): Sample[] {
  let requests = 0;
  let errors = 0;
  return agreement.runbook.steps
    .flatMap(({ action }) => {
      if (action.kind !== 'shift') return [];
      const each = (40 * action.percent) / 100;
      return Array.from({ length: action.bakeMs / 1000 }, () => {
        requests += each;
        const more = Math.floor((requests * errorPercent) / 100) - errors;
        errors += more;
        return {
          canary: counts(each, more, times),
          baseline: counts(40 - each, 0, 1),
          healthy: true,
          figures: {},
        };
      });
    })
    .map((measurement, second) => ({ at: T0 + (second + 1) * 1000, measurement, problem: null }));
}

/** After how many seconds a trigger rolls back; null when none ever does. */
function decidedAfter(version: { errorPercent?: number; times?: number }): number | null {
  const samples = samplesOf(version);
  const second = samples.findIndex(({ at }, index) =>
    firedBy(agreement.terms.watch.triggers, samples.slice(0, index + 1), at).some(
      ({ action }) => action === 'rollback',
    ),
  );
  return second < 0 ? null : second + 1;
}

describe('the triggers of the sandbox', () => {
  it('roll back a version with 8 % errors within 15 s', () => {
    expect(decidedAfter({ errorPercent: 8 })).toBeLessThanOrEqual(15);
  });
  it('roll back a version that is six times slower within 15 s', () => {
    expect(decidedAfter({ times: 6 })).toBeLessThanOrEqual(15);
  });
  it('never roll back a healthy version, nor one that is a little slower', () => {
    expect(decidedAfter({})).toBeNull();
    expect(decidedAfter({ times: 1.5 })).toBeNull();
  });
  it('see enough traffic in every phase to let it pass', () => {
    const { minRequests } = agreement.terms.watch;
    for (const { action } of agreement.runbook.steps) {
      if (action.kind !== 'shift') continue;
      const requests = (action.bakeMs / 1_000) * REQUESTS_PER_SECOND * (action.percent / 100);
      expect(requests).toBeGreaterThan(minRequests * 1.2);
    }
  });
});
