import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';

const inSeconds = (seconds: number) =>
  `"${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z"`;

onEveryStage(
  stage => {
    it('a release with a time starts by itself then, and its time can be moved', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.4.0 minor test --at "in 3 days"');
      await ana.reads(/Planned start: .*Europe\/Madrid.*UTC/);
      await lane.card('1.4.0', /Planned start/);
      await ana.types(`reschedule ${inSeconds(4)}`);
      await lane.thread('1.4.0', /@ana moved the start from .* Approvals stay valid/);
      expect(await lane.operations()).toEqual([]);
      await lane.thread('1.4.0', /Its time has come and everything is in place: it starts/);
      await lane.card('1.4.0', /Completed/);
    });

    it('a lock at its time holds it, and says so; its owner decides', async () => {
      const lane = await stage.nextLane();
      const [ana, george] = [lane.as('ana'), lane.as('george')];
      await ana.types(`start v1.4.0 minor test --at ${inSeconds(7)}`);
      await george.types('lock test "Database maintenance"');
      await lane.news(/its time has come, and it did not start\. .*@george locked it: Database maintenance/);
      await lane.card('1.4.0', /moves the start with/);
      await george.types('unlock test');
      await pause(1_000);
      expect(await lane.operations()).toEqual([]);
      await ana.types('deploy');
      await lane.card('1.4.0', /Completed/);
    });

    it('a release waits for a freeze by hand to end, and then starts by itself', async () => {
      const lane = await stage.nextLane();
      const [ana, george] = [lane.as('ana'), lane.as('george')];
      await george.types(`freeze ${lane.service} test until ${inSeconds(6)} the trade fair`);
      await lane.news(/@george froze .* in testing .*the trade fair/);
      await ana.types('start v1.4.0 minor test');
      await lane.card('1.4.0', /waits for the end of the freeze/);
      expect(await lane.operations()).toEqual([]);
      await lane.card('1.4.0', /Completed/);
    });
  },
  { lanes: 3 },
);
