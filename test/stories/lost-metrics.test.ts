import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('a rollout that cannot be measured holds and pages, and goes on when it can be again', async () => {
    const lane = await stage.nextLane();
    await lane.as('ana').types('start v1.4.0 minor test --strategy patient');
    await lane.card('1.4.0', /Baking at 25%/);

    await lane.dial({ metricsOutage: 'unavailable' });
    await lane.news(/metrics cannot be read/);
    const paused = await lane.card('1.4.0', /Paused/);
    expect(readable(paused)).toMatch(/No data is never healthy/);
    await stage.onCall.paged(/checkout 1\.4\.0 → testing: The metrics cannot be read/);

    await lane.dial({ metricsOutage: 'none' });
    await lane.thread('1.4.0', /The metrics can be read again/);
    await lane.card('1.4.0', /Baking at 25%/);
    expect(await lane.shares('testing')).toEqual({ '1.3.0': 75, '1.4.0': 25 });
  });
});
