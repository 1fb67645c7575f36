import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('a dry run tells every step and touches nothing', async () => {
    const lane = await stage.nextLane();
    const ana = lane.as('ana');
    await ana.types('start v1.4.0 minor prod --strategy patient --dry-run');
    const told = readable(await ana.reads(/Dry run: checkout 1\.4\.0 → production/));
    expect(told).toMatch(/Nothing was touched and nothing was created/);
    expect(told).toMatch(/3 approvals/);
    expect(told).toMatch(/Go\/No-Go/);
    expect(told).toMatch(/install 1\.4\.0[\s\S]*25%[\s\S]*100%/);

    await ana.types('start v1.5.0 patch prod --dry-run');
    await ana.reads(/would be refused[\s\S]*minor release against 1\.3\.0/);

    expect(await lane.operations()).toEqual([]);
    expect(stage.workspace.messages(lane.channel)).toEqual([]);
    await ana.types('list');
    await ana.reads(/No release yet/);
  });
});
