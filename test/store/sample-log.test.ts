import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counts, Sample } from '../../src/release/watching.ts';
import { openSampleLog, type SampleLog } from '../../src/store/sample-log.ts';
import { accumulatorOf, samplesSince } from '../../src/store/samples.ts';
import { claimOne } from '../../src/store/tasks.ts';
import { replaceTasks } from '../../src/store/wanted-tasks.ts';
import { onEveryStore, resetStore } from '../support/database.ts';

const EVERY_MS = 10_000;
const RELEASES = ['web-1', 'web-2'];

const limits = fc.constantFrom([], [0.1, 1], [0.1, 0.5, 1]);
const counts = limits.chain(all =>
  fc.record({
    requests: fc.nat(1_000),
    errors: fc.nat(10),
    buckets: fc.tuple(...all.map(le => fc.record({ le: fc.constant(le), count: fc.nat(1_000) }))),
  }),
) as fc.Arbitrary<Counts>;
const measurement = fc.record(
  {
    canary: counts,
    baseline: counts,
    healthy: fc.constantFrom(true, false, null),
    figures: fc.dictionary(fc.constantFrom('cpu_percent', 'failures'), fc.nat(100)),
    missing: fc.dictionary(fc.constantFrom('cpu_percent'), fc.constant('has no series')),
    overMs: fc.nat(20_000),
  },
  { requiredKeys: ['canary', 'baseline', 'healthy', 'figures'] },
);
const body = fc.oneof(
  fc.record({ measurement, problem: fc.constant(null) }),
  fc.constant({ measurement: null, problem: 'no answer', problemKind: 'dead' as const }),
);

const rarely = fc.nat(9).map(one => one === 9);

/** A tick of a release by one of two processes, which may have been started anew just before. */
const turn = fc.record({
  release: fc.constantFrom(...RELEASES),
  process: fc.nat(1),
  isNew: rarely,
  looksBack: fc.boolean(),
  isLost: rarely,
  windowTicks: fc.integer({ min: 1, max: 6 }),
  body,
});

onEveryStore(store => {
  it('what processes remember of the samples is what the database holds, whoever took them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 4, maxLength: 20 }), fc.constantFrom(3, 100), play),
      { numRuns: store.db.kind === 'served' ? 25 : 10 },
    );
  });

  async function play(
    turns: readonly (typeof turn extends fc.Arbitrary<infer T> ? T : never)[],
    most: number,
  ) {
    await resetStore(store.db);
    const logs: [SampleLog, SampleLog] = [openSampleLog(store.db, most), openSampleLog(store.db, most)];
    for (const releaseId of RELEASES) {
      await replaceTasks(store.db, releaseId, [{ task: 'watch', dueAt: 0, urgent: false, keepDue: true }]);
    }
    for (const [at, { release, process, isNew, looksBack, isLost, windowTicks, body }] of turns.entries()) {
      if (isNew) logs[process as 0 | 1] = openSampleLog(store.db, most);
      const log = logs[process as 0 | 1];
      const now = (at + 1) * EVERY_MS;
      const from = now - windowTicks * EVERY_MS;
      const claiming = { releaseId: release, task: 'watch', holder: 'one', leaseMs: 1_000 };
      const claimed = await claimOne(store.db, claiming);
      if (!claimed) throw new Error('the tick cannot be claimed');
      const { at: last, accumulator } = await log.stateOf(release);
      expect(accumulator).toEqual(await accumulatorOf(store.db, release));
      const stored = await samplesSince(store.db, release, from);
      if (looksBack) expect(await log.since(release, from, last)).toEqual(stored);
      if (isLost) await store.db.query('update app.tasks set claim_token = null, lease_until = null');
      const sample: Sample = { at: now, ...body };
      const tick = {
        releaseId: release,
        step: 'traffic-25',
        sample,
        accumulator: { at },
        claimed,
        nextAt: 0,
      };
      expect(await log.record(tick, last)).toBe(!isLost);
    }
  }
});
