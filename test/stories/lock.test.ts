import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';

onEveryStage(
  stage => {
    it('a lock lets nothing start until somebody removes it, and says why', async () => {
      const lane = await stage.nextLane();
      const [george, ana] = [lane.as('george'), lane.as('ana')];
      await george.types('lock test "Database maintenance"');
      await lane.news(/@george locked checkout in testing.*Database maintenance/);

      await ana.types('start v1.4.0 minor test');
      await lane.card('1.4.0', /waits for the lock to be removed/);
      await lane.thread('1.4.0', /Waiting because of a lock: Database maintenance/);
      expect(await lane.operations()).toEqual([]);

      await george.types('lock test "Once more"');
      await george.reads(/It is locked already, by @george: Database maintenance/);
      await ana.types('unlock test');
      await lane.news(/@ana unlocked checkout in testing/);
      await lane.card('1.4.0', /Completed/);
    });

    it('a lock that was set for a time ends by itself', async () => {
      const lane = await stage.nextLane();
      const george = lane.as('george');
      await george.types('lock test --for 3s "Short maintenance"');
      await lane.news(/@george locked search in testing until .*Short maintenance/);
      await lane.as('ana').types('start v1.4.0 minor test');
      await lane.card('1.4.0', /waits for the lock/);
      await lane.card('1.4.0', /Completed/);
    });
  },
  { lanes: 2 },
);
