import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';

/** R-RUN-7: from the click to its effect. */
const A_SECOND_MS = 1_000;

onEveryStage(
  stage => {
    it('pause, resume and promote take effect within a second', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.4.0 minor test --strategy patient');
      const card = await lane.card('1.4.0', /Baking at 25%/);

      const took = async (act: Promise<void>, says: RegExp) => {
        const begunAt = performance.now();
        await act;
        await ana.reads(says);
        return performance.now() - begunAt;
      };
      expect(await took(ana.clicks('pause', card), /is paused/)).toBeLessThan(A_SECOND_MS);
      await lane.news(/Paused by @ana/);
      const paused = await lane.card('1.4.0', /Paused by @ana/);
      expect(await took(ana.clicks('resume', paused), /goes on/)).toBeLessThan(A_SECOND_MS);
      const baking = await lane.card('1.4.0', /Baking at 25%/);
      expect(await took(ana.clicks('promote', baking), /The bake is over/)).toBeLessThan(A_SECOND_MS);
      await lane.card('1.4.0', /Completed/);
      await lane.thread('1.4.0', /Phase 25% was promoted by @ana before its end/);
    });

    it('abort before anything was changed cancels, and after it the traffic goes back, within a second', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.4.0 minor prod');
      await ana.submits({ goal: 'Find out' });
      const waiting = await lane.card('1.4.0', /Waiting for 3 of 3 approvals/);
      await ana.clicks('abort', waiting);
      await ana.submits({ reason: 'Not today' });
      await ana.reads(/is aborted; nothing was changed/);
      await lane.card('1.4.0', /Aborted/);

      await ana.types('start v1.5.0 minor test --strategy patient');
      await lane.card('1.5.0', /Baking at 25%/);
      const begunAt = performance.now();
      await ana.types('abort test "Wrong branch"');
      let share = await lane.shares('testing');
      while (share['1.5.0'] !== 0 && share['1.5.0'] !== undefined) share = await lane.shares('testing');
      expect(performance.now() - begunAt).toBeLessThan(A_SECOND_MS);
      await ana.reads(/is rolled back to 1\.3\.0|being rolled back/);
      await lane.card('1.5.0', /Rolled back/);
    });
  },
  { lanes: 2 },
);
