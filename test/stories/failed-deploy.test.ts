import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('a version that does not start is taken back before anybody got it, and pages', async () => {
    const lane = await stage.nextLane();
    // 1.4.3 of the demo never becomes healthy.
    await lane.as('ana').types('start v1.4.3 minor test');
    await lane.thread('1.4.3', /Install 1\.4\.3.* failed/);
    const started = await lane.news(/Rolling back 1\.4\.3 → 1\.3\.0/);
    expect(readable(started)).toMatch(/PAYMENT_KEYS is not set/);
    await stage.onCall.paged(/checkout 1\.4\.3 → testing: Rolling back 1\.4\.3 → 1\.3\.0/);

    const back = await lane.card('1.4.3', /Rolled back/);
    expect(readable(back)).toMatch(/Locked/);
    expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });
    expect((await lane.operations()).join()).not.toMatch(/shift [1-9]\d* % to 1\.4\.3/);

    await lane.as('ana').clicks('show', back);
    await lane.as('ana').reads(/PAYMENT_KEYS is not set/);
  });
});
