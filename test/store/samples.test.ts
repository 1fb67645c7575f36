import { expect, it } from 'vitest';
import type { Sample } from '../../src/release/watching.ts';
import {
  accumulatorOf,
  recordSample,
  recordSamples,
  samplesOfEachSince,
  samplesSince,
  trimSamples,
  watchStates,
} from '../../src/store/samples.ts';
import { type Claimed, claimOne } from '../../src/store/tasks.ts';
import { replaceTasks } from '../../src/store/wanted-tasks.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const sampleAt = (at: number): Sample => ({
  at,
  measurement: {
    canary: { requests: 10, errors: 1, buckets: [{ le: 0.1, count: 9 }] },
    baseline: { requests: 90, errors: 0, buckets: [] },
    healthy: true,
    figures: { schema_validation_success: 99.5 },
  },
  problem: null,
});

onEveryStore(store => {
  const claim = async (holder = 'one'): Promise<Claimed> => {
    const claimed = await claimOne(store.db, { releaseId: 'web-1', task: 'sample', holder, leaseMs: 10_000 });
    if (!claimed) throw new Error('the task cannot be claimed');
    return claimed;
  };
  const want = () =>
    replaceTasks(store.db, 'web-1', [{ task: 'sample', dueAt: 0, urgent: false, keepDue: true }]);
  const record = (claimed: Claimed, at: number, accumulator: { seen: number }, nextAt = 0) =>
    recordSample(store.db, {
      releaseId: 'web-1',
      step: 'traffic-25',
      sample: sampleAt(at),
      accumulator,
      claimed,
      nextAt,
    });

  it('a tick keeps the sample, what the next one needs, and when it is', async () => {
    const now = await store.db.now();
    await want();
    expect(await record(await claim(), 1_000, { seen: 1 }, now + 10_000)).toBe(true);
    expect(await samplesSince(store.db, 'web-1', 0)).toEqual([{ step: 'traffic-25', ...sampleAt(1_000) }]);
    expect(await accumulatorOf(store.db, 'web-1')).toEqual({ seen: 1 });
    await expect(claim()).rejects.toThrow('cannot be claimed');
    await moveClock(store.db, 10_001);
    expect((await claim()).dueAt).toBe(now + 10_000);
  });

  it('a tick of a worker whose claim is void leaves no trace', async () => {
    await want();
    const first = await claim('one');
    await moveClock(store.db, 10_001);
    await claim('two');
    expect(await record(first, 1_000, { seen: 1 })).toBe(false);
    expect(await samplesSince(store.db, 'web-1', 0)).toEqual([]);
    expect(await accumulatorOf(store.db, 'web-1')).toBeNull();
  });

  it('ticks of several releases are kept in one go, without those whose claim is void', async () => {
    const claims: Claimed[] = [];
    for (const releaseId of ['web-1', 'web-2', 'web-3']) {
      await replaceTasks(store.db, releaseId, [{ task: 'sample', dueAt: 0, urgent: false, keepDue: true }]);
      const claimed = await claimOne(store.db, { releaseId, task: 'sample', holder: 'one', leaseMs: 1_000 });
      if (claimed) claims.push(claimed);
    }
    const ticks = claims.map((claimed, at) => ({
      releaseId: claimed.releaseId,
      step: 'traffic-25',
      sample: sampleAt(1_000 + at),
      accumulator: { seen: at },
      claimed: at === 1 ? { ...claimed, claimToken: 'of somebody else' } : claimed,
      nextAt: 5_000,
    }));
    expect(await recordSamples(store.db, ticks)).toEqual([true, false, true]);
    const asked = ['web-3', 'web-2', 'web-1'].map(releaseId => ({ releaseId, at: 0 }));
    const kept = await samplesOfEachSince(store.db, asked);
    expect(kept.map(samples => samples.map(({ at }) => at))).toEqual([[1_002], [], [1_000]]);
    expect(await watchStates(store.db, ['web-2', 'web-3'])).toMatchObject([
      { at: null, accumulator: null },
      { at: 1_002, accumulator: { seen: 2 } },
    ]);
  });

  it('the same tick taken twice is kept once', async () => {
    await want();
    await record(await claim(), 1_000, { seen: 1 });
    await record(await claim(), 1_000, { seen: 2 });
    expect(await samplesSince(store.db, 'web-1', 0)).toHaveLength(1);
    expect(await accumulatorOf(store.db, 'web-1')).toEqual({ seen: 2 });
  });

  it('samples are read from an instant on, oldest first', async () => {
    await want();
    for (const at of [1_000, 2_000, 3_000]) await record(await claim(), at, { seen: at });
    expect((await samplesSince(store.db, 'web-1', 2_000)).map(sample => sample.at)).toEqual([2_000, 3_000]);
    expect(await samplesSince(store.db, 'web-2', 0)).toEqual([]);
  });

  it('a sample of an earlier version is read as it was kept then', async () => {
    const { at, ...body } = sampleAt(1_000);
    await store.db.query('insert into app.samples (release_id, step, at, body) values ($1, $2, $3, $4)', [
      ...['web-1', 'traffic-25', at, JSON.stringify(body)],
    ]);
    expect(await samplesSince(store.db, 'web-1', 0)).toEqual([{ step: 'traffic-25', ...sampleAt(1_000) }]);
  });

  it('all old samples go, a few at a time', async () => {
    await want();
    for (let at = 1; at <= 6; at += 1) await record(await claim(), at, { seen: at });
    expect(await trimSamples(store.db, 6, 2)).toBe(5);
    expect((await samplesSince(store.db, 'web-1', 0)).map(({ at }) => at)).toEqual([6]);
  });

  it('old samples can be trimmed, the accumulator of a running watch stays', async () => {
    await want();
    for (const at of [1_000, 2_000, 3_000]) await record(await claim(), at, { seen: at });
    expect(await trimSamples(store.db, 3_000)).toBe(2);
    expect((await samplesSince(store.db, 'web-1', 0)).map(sample => sample.at)).toEqual([3_000]);
    expect(await accumulatorOf(store.db, 'web-1')).toEqual({ seen: 3_000 });
    await trimSamples(store.db, 4_000);
    expect(await accumulatorOf(store.db, 'web-1')).toBeNull();
  });

  it('a sample that could not be measured keeps the reason', async () => {
    await want();
    const sample: Sample = { at: 5_000, measurement: null, problem: 'connection refused\0' };
    await recordSample(store.db, {
      ...{ releaseId: 'web-1', step: 'traffic-25', sample, accumulator: null },
      ...{ claimed: await claim(), nextAt: 0 },
    });
    expect(await samplesSince(store.db, 'web-1', 0)).toEqual([{ step: 'traffic-25', ...sample }]);
  });
});
