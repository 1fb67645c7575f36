import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(
  stage => {
    it('a version that does not start is taken back before anybody got it, and pages', async () => {
      const lane = await stage.nextLane();
      // 1.4.3 of the demo never becomes healthy.
      await lane.as('ana').types('start v1.4.3 minor test');
      await lane.thread('1.4.3', /Install 1\.4\.3.* failed/);
      await lane.news(/Rolling back 1\.4\.3 → 1\.3\.0 .*by rule/);
      const page = await stage.onCall.paged(/checkout 1\.4\.3 → testing/);
      expect(page.payload.summary).toMatch(/failed/);

      const back = await lane.card('1.4.3', /Rolled back/);
      expect(readable(back)).toMatch(/Install 1\.4\.3/);
      expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });
      expect((await lane.operations()).join()).not.toMatch(/shift \d\d+ % to 1\.4\.3/);

      await lane.as('ana').clicks('show', back);
      await lane.as('ana').reads(/1\.4\.3/);
    });

    it('a target that is away before anything was changed fails the release, which can be retried', async () => {
      const lane = await stage.nextLane();
      await lane.dial({ behaviours: { '1.4.0': { starts: true } } });
      await lane.as('ana').types('start v1.4.0 minor test --strategy patient');
      await lane.card('1.4.0', /Baking at 25%/);
      await lane.dial({ metricsOutage: 'unavailable' });
      await lane.news(/metrics cannot be read/);
      const paused = await lane.card('1.4.0', /Paused/);
      expect(readable(paused)).toMatch(/No data is never healthy/);
      await stage.onCall.paged(/search 1\.4\.0 → testing: The metrics cannot be read/);
      await lane.dial({ metricsOutage: 'none' });
      await lane.thread('1.4.0', /The metrics can be read again/);
      await lane.card('1.4.0', /Baking at 25%/);
    });
  },
  { lanes: 2 },
);
