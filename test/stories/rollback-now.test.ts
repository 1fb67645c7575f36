import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

onEveryStage(
  stage => {
    it('`/rollback now` in the middle of a bake takes the traffic away at once', async () => {
      const lane = await stage.nextLane();
      await lane.as('ana').types('start v1.4.0 minor test --strategy patient');
      await lane.card('1.4.0', /Baking at 25%/);
      expect(await lane.shares('testing')).toEqual({ '1.3.0': 75, '1.4.0': 25 });

      const george = lane.as('george');
      await george.types('/rollback now "checkout is slow for customers"');
      await george.reads(/is being rolled back to 1\.3\.0/);
      await lane.news(/Rolling back 1\.4\.0 → 1\.3\.0 .*by @george: checkout is slow for customers/);
      const back = await lane.card('1.4.0', /Rolled back/);
      expect(readable(back)).toContain('No traffic on the bad version after');
      expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });

      await george.types('/rollback now');
      await george.reads(/was rolled back|Nothing went out here/);
    });

    it('`/rollback now` interrupts an install and leaves nothing of it', async () => {
      const lane = await stage.nextLane();
      await lane.dial({ installMs: 60_000 });
      await lane.as('ana').types('start v1.4.0 minor test');
      await lane.card('1.4.0', /Now: Install 1\.4\.0/);

      await lane.as('george').types('/rollback now');
      await lane.news(/Rolling back 1\.4\.0 → 1\.3\.0/);
      await lane.card('1.4.0', /Rolled back/);
      expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });
      const operations = await lane.operations();
      expect(operations).toContain('install 1.4.0');
      expect(operations.join()).not.toMatch(/shift \d\d+ % to 1\.4\.0/);
    });

    it('the Roll back button of a completed release that is still watched takes it back', async () => {
      const lane = await stage.nextLane();
      await lane.as('ana').types('start v1.4.0 minor test');
      const done = await lane.card('1.4.0', /Completed/);
      expect(await lane.shares('testing')).toMatchObject({ '1.4.0': 100 });
      expect(buttonsOn(done)).toContain('rollback-now');

      await lane.as('ben').clicks('rollback-now', done);
      await lane.as('ben').reads(/is being rolled back to 1\.3\.0/);
      await lane.card('1.4.0', /Rolled back/);
      await lane.news(/Back on 1\.3\.0/);
      expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });

      await lane.as('ana').types('unlock test');
      await lane.news(/@ana unlocked/);
      await lane.as('ana').types('start v1.4.0 minor test');
      await lane.card('1.4.0', /Completed/);
      expect(await lane.shares('testing')).toMatchObject({ '1.4.0': 100 });
    });
  },
  { lanes: 3 },
);
