import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MetricsUnavailable } from '../../../src/providers/metrics/port.ts';
import type { Criterion } from '../../../src/release/criteria.ts';
import { type Reading, UNBOUNDED } from '../../../src/release/watching.ts';
import { accumulatorOf, samplesSince } from '../../../src/store/samples.ts';
import {
  anAgreement,
  bakeEnded,
  begun,
  deployedBy,
  deploying,
  done,
  lost,
  MINUTE,
  OWNER,
  planned,
  rolledBackBy,
  started,
  waited,
} from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { RELEASE, type Step } from '../../support/given.ts';
import { type Crew, crewOn } from '../crew.ts';

let store: OpenedStore;
let crew: Crew;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  crew = crewOn(store.db);
});
afterEach(() => crew.close());
afterAll(() => store.close());

/** Counters since the processes started; every request took less than 100 ms. */
const series = (key: string, requests: number, errors: number) => ({
  key,
  requests,
  errors,
  buckets: [0.1, UNBOUNDED].map(le => ({ le, count: requests })),
});
const counters = (requests: number, errors: number): Reading => ({
  canary: [series('canary', requests, errors)],
  baseline: [series('baseline', 10 * requests, 0)],
  healthy: true,
  figures: {},
});

/** Only the watch; nobody carries out the steps. */
async function tick(): Promise<void> {
  const claimed = await crew.claim({ releaseId: RELEASE, task: 'watch' });
  if (!claimed) throw new Error('no tick is due');
  await crew.carryOut(claimed);
}
const samples = () => samplesSince(store.db, RELEASE, 0);
const everyMs = 10_000;

it('a canary is rolled back by its health checks also while the metrics are away, as those of one that crashed mostly are', async () => {
  const { watch } = anAgreement().terms;
  const triggers = [
    {
      name: 'a critical health check failed 3 times in 5 min',
      condition: { kind: 'health', failures: 3 },
      windowMs: 5 * MINUTE,
      action: 'rollback',
    } as const,
  ];
  await crew.given([
    planned('minor', 'production', { terms: { approvals: null, poll: null, watch: { ...watch, triggers } } }),
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
  ]);
  const checks = [{ name: 'health', critical: true, ok: false, why: 'could not be reached' }];
  for (let failed = 0; failed < 3; failed += 1) {
    expect((await crew.release()).status).toBe('deploying');
    crew.measure(new MetricsUnavailable('the metrics are away', 'dead', { checks }));
    await tick();
    await crew.wait(everyMs);
  }
  expect(await crew.release()).toMatchObject({
    status: 'rolling-back',
    watch: { finding: { seen: 3, note: 'health: could not be reached' } },
  });
});

describe('a canary with traffic', () => {
  beforeEach(() => crew.given([deploying, done('check', 'install', 'traffic-5')]));

  it('is measured by what was counted between two ticks', async () => {
    crew.measure(counters(1_000, 3));
    await tick();
    await crew.wait(everyMs);
    crew.measure(counters(1_250, 4));
    await tick();
    const [first, second] = await samples();
    expect(first?.measurement?.canary).toMatchObject({ requests: 0 });
    expect(second?.measurement?.canary).toMatchObject({ requests: 250, errors: 1 });
    expect(second?.measurement?.baseline).toMatchObject({ requests: 2_500 });
  });

  it('is rolled back when a trigger fires, with the numbers it rests on', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    await crew.wait(everyMs);
    crew.measure(counters(1_400, 240));
    await tick();
    expect(await crew.release()).toMatchObject({
      status: 'rolling-back',
      watch: { finding: { seen: 60, limit: 10, canaryRequests: 400 } },
    });
  });

  it('is rolled back by the comparison long before a trigger fires, and can say why', async () => {
    const errors = [0, 4, 9, 13];
    for (const [at, canary] of errors.entries()) {
      crew.measure(counters(1_000 + at * 50, canary));
      await tick();
      await crew.wait(everyMs);
    }
    const { status, watch } = await crew.release();
    expect(status).toBe('rolling-back');
    expect(watch.finding).toMatchObject({
      trigger: 'more errors than the version beside it',
      canaryRequests: 150,
      proof: { rule: 'more-errors', counted: { canary: { bad: 13 }, baseline: { requests: 1_500, bad: 0 } } },
    });
    expect(watch.finding?.windowMs).toBe(3 * everyMs);
  });

  it('goes on from an accumulator from before canaries were compared', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    await store.db.query('update app.watches set accumulator = $1', [
      JSON.stringify({ canary: counters(1_000, 0).canary, baseline: counters(1_000, 0).baseline }),
    ]);
    await crew.wait(everyMs);
    crew.measure(counters(1_050, 0));
    await tick();
    expect((await samples()).at(-1)?.measurement?.canary.requests).toBe(50);
    const kept = await accumulatorOf(store.db, RELEASE);
    expect(kept).toHaveProperty('comparison.errors.test');
  });

  it('counts a tick once that is repeated after a crash', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    await crew.wait(everyMs);
    crew.measure(counters(1_050, 4));
    const before = await accumulatorOf(store.db, RELEASE);
    const claimed = await crew.claim({ releaseId: RELEASE, task: 'watch' });
    const lostClaim = crew.carryOut(claimed!);
    await store.db.query(`update app.tasks set claim_token = 'other' where task = 'watch'`);
    await lostClaim;
    expect(await accumulatorOf(store.db, RELEASE)).toEqual(before);
    await crew.wait(20_000);
    await tick();
    expect(await accumulatorOf(store.db, RELEASE)).toMatchObject({
      comparison: { errors: { lately: [{ canary: { requests: 50, bad: 4 } }] } },
    });
  });

  it('tells of a trigger once', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    for (let ticks = 1; ticks <= 3; ticks += 1) {
      await crew.wait(everyMs);
      crew.measure(counters(1_000 + ticks * 400, ticks * 240));
      await tick();
    }
    expect((await crew.eventsOf()).filter(type => type === 'TriggerFired')).toHaveLength(1);
  });

  it('skips the ticks it missed', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    await crew.wait(10 * everyMs + 1);
    await tick();
    await expect(tick()).rejects.toThrow('no tick is due');
    const [watch] = (await crew.tasks()).filter(({ task }) => task === 'watch');
    expect(watch?.inMs).toBeGreaterThan(0);
    expect(watch?.inMs).toBeLessThanOrEqual(everyMs);
    expect(await samples()).toHaveLength(2);
  });

  it('is paused when nothing could be measured several times in a row, and goes on when it can be again', async () => {
    const { lostAfter } = (await crew.release()).terms.watch;
    for (let ticks = 0; ticks < lostAfter; ticks += 1) {
      await tick();
      await crew.wait(everyMs);
    }
    expect(await crew.release()).toMatchObject({
      watch: { lost: { why: 'the metrics are away' } },
      rollout: { paused: { by: 'tminus' } },
    });
    crew.measure(counters(5_000, 0));
    await tick();
    expect(await crew.release()).toMatchObject({ watch: { lost: null }, rollout: { paused: null } });
  });

  it('keeps its verdict when the process dies before the sample is kept', async () => {
    crew.measure(counters(1_000, 0));
    await tick();
    await crew.wait(everyMs);
    crew.measure(counters(1_400, 240));
    const claimed = await crew.claim({ releaseId: RELEASE, task: 'watch' });
    const lostClaim = crew.carryOut(claimed!);
    // The row goes while the tick is under way, so the sample is refused.
    await store.db.query(`update app.tasks set claim_token = 'other' where task = 'watch'`);
    await lostClaim;
    await crew.wait(20_000);
    await tick();
    expect((await crew.eventsOf()).filter(type => type === 'TriggerFired')).toHaveLength(1);
  });
});

/** States between the first traffic and the end, each with a canary that fails. */
const states: [string, string, Step][] = [
  ['bakes', 'rolling-back', []],
  ['is paused', 'rolling-back', { type: 'Pause', by: OWNER, reason: 'looking' }],
  ['waits for a decision', 'rolling-back', [waited(10 * MINUTE), bakeEnded({ verdict: 'fail' })]],
  ['is in the middle of a shift', 'rolling-back', [waited(10 * MINUTE), bakeEnded(), begun('traffic-25')]],
  [
    'has a step that is unclear',
    'rolling-back',
    [waited(10 * MINUTE), bakeEnded(), begun('traffic-25'), lost],
  ],
  ['is rolled back', 'rolling-back', rolledBackBy(OWNER)],
];
it.each(states)('triggers are looked at while the release %s', async (_, status, step) => {
  await crew.given([deploying, done('check', 'install', 'traffic-5'), step]);
  crew.measure(counters(1_000, 0));
  await tick();
  await crew.wait(everyMs);
  crew.measure(counters(1_400, 240));
  await tick();
  expect((await crew.eventsOf()).filter(type => type === 'TriggerFired')).toHaveLength(1);
  expect((await crew.release()).status).toBe(status);
});

describe('a version that has all of the traffic', () => {
  const rest = ['traffic-25', 'traffic-50'].flatMap(id => [done(id), waited(30 * MINUTE), bakeEnded()]);
  /** Only the new version counts on; both counted this much while they ran beside each other. */
  const alone = (requests: number, errors: number): Reading => ({
    ...counters(requests, errors),
    baseline: [series('baseline', 30_000, 60)],
  });
  beforeEach(async () => {
    await crew.given([deploying, done('check', 'install', 'traffic-5')]);
    crew.measure({ ...counters(0, 0), baseline: [series('baseline', 0, 0)] });
    await tick();
    await crew.wait(everyMs);
    crew.measure(alone(1_000, 2));
    await tick();
    await crew.given([waited(30 * MINUTE), bakeEnded(), ...rest, done('traffic-100', 'verify')]);
    expect((await crew.release()).status).toBe('completed');
  });

  it('is compared with what the version before had shown, and people are asked to take it back', async () => {
    for (let ticks = 1; ticks <= 8; ticks += 1) {
      await crew.wait(60_000);
      crew.measure(alone(1_000 + ticks * 500, 2 + ticks * 20));
      await tick();
    }
    const { status, watch } = await crew.release();
    expect(status).toBe('completed');
    expect(watch.finding).toMatchObject({
      trigger: 'more errors than the version before it had',
      baseline: 0.2,
      proof: { against: 'saved', counted: { baseline: { requests: 30_000, bad: 60 } } },
    });
  });

  it('is paged for again when what was over comes back hours later, and not for what only flickers', async () => {
    let [seen, bad] = [1_000, 2];
    const minutes = async (count: number, errors: number) => {
      for (let ticks = 1; ticks <= count; ticks += 1) {
        await crew.wait(60_000);
        [seen, bad] = [seen + 500, bad + errors];
        crew.measure(alone(seen, bad));
        await tick();
      }
    };
    const fired = async () =>
      (await crew.engine.history(RELEASE)).flatMap(({ event }) =>
        event.type === 'TriggerFired' && event.finding.trigger.startsWith('error rate above 10%')
          ? [event.finding.again]
          : [],
      );
    await minutes(5, 200);
    await minutes(15, 0);
    await minutes(5, 200);
    expect(await fired()).toEqual([undefined]);
    await minutes(45, 0);
    await minutes(5, 200);
    expect(await fired()).toEqual([undefined, expect.any(Number)]);
  });

  it('is watched to the end, and what was seen is told', async () => {
    for (let ticks = 1; ticks <= 3; ticks += 1) {
      await crew.wait(60_000);
      crew.measure(ticks === 2 ? null : alone(1_000 + ticks * 500, 2 + ticks));
      await tick();
    }
    const { watch, endedAt } = await crew.release();
    await crew.wait((watch.until ?? 0) - (await store.db.now()));
    const claimed = await crew.claim({ releaseId: RELEASE, task: 'end-watch' });
    await crew.carryOut(claimed!);
    const ended = (await crew.engine.history(RELEASE)).at(-1)?.event;
    expect(ended).toMatchObject({
      type: 'WatchEnded',
      because: 'time',
      report: {
        from: endedAt,
        seen: { requests: 1_500, errorPercent: 0.2 },
        before: { requests: 30_000, errorPercent: 0.2 },
        samples: 3,
        unmeasured: 1,
      },
    });
    expect((await crew.release()).watch.until).toBeNull();
  });
});

it('a phase that showed nothing wrong passes, and the next one begins', async () => {
  await crew.given([deploying, done('check')]);
  let requests = 1_000;
  const isNext = () => {
    requests += 60;
    crew.measure(counters(requests, 0));
    return crew.world.shares()['1.4.0'] === 25;
  };
  await crew.turns(isNext, { most: 300, skipMs: 5_000 });
  const passed = (await crew.engine.history(RELEASE)).find(({ event }) => event.type === 'PhaseCompleted');
  expect(passed?.event).toMatchObject({ step: 'traffic-5', evidence: { verdict: 'pass', errorPercent: 0 } });
});

it('a phase that did not show what it has to asks with the numbers, and a person may go on all the same', async () => {
  const { watch } = anAgreement().terms;
  const success: Criterion[] = [
    { when: 'phase', measure: { kind: 'latency', quantile: 0.95 }, is: 'below', limit: 0.5 },
    { when: 'first-phase', measure: { kind: 'latency', quantile: 0.95 }, is: 'below', limit: 0.05 },
  ];
  const terms = { approvals: null, poll: null, watch: { ...watch, success } };
  await crew.given([
    planned('minor', 'production', { terms }),
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
  ]);
  let requests = 1_000;
  const isAsked = async () => {
    requests += 60;
    crew.measure(counters(requests, 0));
    return (await crew.release()).rollout?.asked !== null;
  };
  await crew.turns(isAsked, { most: 300, skipMs: 5_000 });
  const asked = (await crew.engine.history(RELEASE)).find(({ event }) => event.type === 'DecisionAsked');
  expect(asked?.event).toMatchObject({
    why: 'fail',
    evidence: { verdict: 'fail', missed: [{ limit: 0.05 }], errorPercent: 0 },
  });
  expect((await crew.eventsOf()).includes('TriggerFired')).toBe(false);
  await crew.given({ type: 'Promote', by: OWNER });
  expect((await crew.eventsOf()).at(-1)).toBe('PhaseCompleted');
});
