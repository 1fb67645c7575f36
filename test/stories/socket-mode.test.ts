import { expect, it } from 'vitest';
import { approved, deployed, planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';

onEveryStage(
  stage => {
    it('everything works over Socket Mode too, and after its connection was cut', async () => {
      const lane = await stage.nextLane();
      await planned(lane, '1.4.0');
      const poll = await approved(lane, '1.4.0');

      const { workspace } = stage;
      const opened = workspace.calls('apps.connections.open').length;
      workspace.sockets.cut();
      await workspace.waitFor(
        () => workspace.calls('apps.connections.open').length > opened && workspace.sockets.connections() > 0,
        30_000,
      );
      await deployed(lane, '1.4.0', poll);
      const card = await lane.card('1.4.0', /Completed/);
      await lane.as('kofi').mentions('status', card.ts);
      await lane.as('kofi').reads(/1\.4\.0 is out/);
      expect(await lane.shares('production')).toEqual({ '1.3.0': 0, '1.4.0': 100 });
    });
  },
  { transport: 'socket' },
);
