import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';

onEveryStage(
  stage => {
    it('a second release says its place in the queue, and goes on by itself when the first is done', async () => {
      const lane = await stage.nextLane();
      const [ana, kofi] = [lane.as('ana'), lane.as('kofi')];
      await ana.types('start v1.4.0 minor test --strategy patient');
      await lane.card('1.4.0', /Baking at 25%/);

      await kofi.types('start v1.5.0 minor test');
      await kofi.reads(/is in the queue/);
      await lane.card('1.5.0', /Place 1 of 1 in the queue; checkout 1\.4\.0 → testing is going out/);
      await kofi.isTold(/Waiting in the queue behind checkout 1\.4\.0 → testing/);
      expect(await lane.operations()).not.toContain('install 1.5.0');

      await ana.types('promote v1.4.0');
      await lane.card('1.4.0', /Completed/);
      await lane.card('1.5.0', /Completed/);
      const operations = await lane.operations();
      expect(operations.indexOf('install 1.5.0')).toBeGreaterThan(operations.indexOf('shift 100 % to 1.4.0'));
      expect(await lane.shares('testing')).toMatchObject({ '1.5.0': 100 });
    });

    it('a release behind one that is rolled back waits for the lock to be removed', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.4.0 minor test --strategy patient');
      await lane.card('1.4.0', /Baking at 25%/);
      await ana.types('start v1.5.0 minor test');
      await lane.card('1.5.0', /Place 1 of 1 in the queue/);

      await ana.types('/rollback now test');
      await lane.card('1.4.0', /Rolled back/);
      await lane.card('1.5.0', /waits for the lock to be removed/);
      expect(await lane.operations()).not.toContain('install 1.5.0');

      await ana.types('unlock test');
      await lane.card('1.5.0', /Completed/);
    });
  },
  { lanes: 2 },
);
