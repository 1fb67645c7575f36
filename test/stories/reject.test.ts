import { expect, it } from 'vitest';
import { approved, planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('an approver rejects with a reason, and a revised plan asks everybody again', async () => {
    const lane = await stage.nextLane();
    const [ana, elif, chloe] = [lane.as('ana'), lane.as('elif'), lane.as('chloe')];
    const card = await planned(lane, '1.4.0');
    await chloe.clicks('approve', card);
    await chloe.submits();
    await lane.card('1.4.0', /Waiting for 2 of 3 approvals/);

    await elif.clicks('reject', card);
    await elif.isAsked(/Reject/);
    expect(await elif.submits({ reason: '   ' })).toEqual({ reason: expect.stringMatching(/say why/) });
    await elif.submits({ reason: 'The new payment keys are not stored safely' });
    await elif.reads(/is rejected.*@ana can change the plan/s);
    const rejected = await lane.card('1.4.0', /Rejected/);
    expect(readable(rejected)).toContain('The new payment keys are not stored safely');
    expect(buttonsOn(rejected)).toEqual(['edit', 'abort', 'override', 'show']);
    await lane.thread('1.4.0', /@elif rejected it: The new payment keys/);
    await ana.isTold(/@elif rejected it/);

    await lane.as('hana').types('approve');
    await lane.as('hana').reads(/older state|was rejected/);

    await ana.clicks('edit', rejected);
    await ana.isAsked(/asks everybody to approve again/);
    await ana.submits({ goal: 'Pay with one click, keys in the vault' });
    await ana.reads(/is changed; @chloe has to approve again. 3 approvals are still missing/);
    expect(readable(await lane.card('1.4.0', /Waiting for 3 of 3 approvals/))).toContain('keys in the vault');
    await lane.thread(
      '1.4.0',
      /@ana revised the plan.*@chloe approved it as it was before, which no longer counts/,
    );

    await approved(lane, '1.4.0');
    await lane.card('1.4.0', /Go\/No-Go poll open/);
  });
});
