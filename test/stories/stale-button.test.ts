import { expect, it } from 'vitest';
import { approved, planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('what was on screen before the plan changed answers “superseded” and does nothing', async () => {
    const lane = await stage.nextLane();
    const [ana, chloe, kofi] = [lane.as('ana'), lane.as('chloe'), lane.as('kofi')];
    const edits = async (goal: string) => {
      await ana.types('edit');
      await ana.submits({ goal });
      await ana.reads(/The plan of .* is changed/);
    };
    const before = await planned(lane, '1.4.0');

    await chloe.clicks('approve', before);
    await chloe.isAsked(/Approve/);
    await edits('Pay with one click, for everybody');
    await chloe.submits();
    await chloe.reads(/belongs to an older state/);
    const changed = await lane.card('1.4.0', /for everybody/);
    expect(readable(changed)).toContain('Waiting for 3 of 3 approvals');

    const poll = await approved(lane, '1.4.0');
    await edits('Pay with one click, in Europe');
    await kofi.clicksLate('go', poll);
    await kofi.reads(/belongs to an older state/);
    const again = await lane.card('1.4.0', /in Europe/);
    expect(readable(again)).toContain('Waiting for 3 of 3 approvals');
    expect(lane.replies('1.4.0').filter(reply => /says GO/.test(reply))).toEqual([]);
  });
});
