import { expect, it } from 'vitest';
import { APPROVERS, planned, VOTERS } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';

const count = (texts: readonly string[], says: RegExp) => texts.filter(text => says.test(text)).length;

onEveryStage(stage => {
  it('people who press at the same instant are all heard, and each thing happens once', async () => {
    const lane = await stage.nextLane();
    const card = await planned(lane, '1.4.0');
    for (const approver of APPROVERS) {
      await lane.as(approver).clicks('approve', card);
      await lane.as(approver).isAsked(/Approve/);
    }
    const approvers = APPROVERS.map(lane.as);
    await Promise.all(approvers.map(approver => approver.submits()));
    await Promise.all(approvers.map(approver => approver.reads(/Your approval of .* counts/)));

    const poll = await lane.news(/Go\/No-Go/);
    const voters = VOTERS.map(lane.as);
    await Promise.all(voters.map(voter => voter.clicks('go', poll)));
    await Promise.all(voters.map(voter => voter.reads(/GO noted/)));

    const ready = await lane.card('1.4.0', /Ready to deploy/);
    const [ana, impatient] = [lane.as('ana'), lane.as('ana')];
    await Promise.all([ana.clicks('deploy', ready), impatient.clicks('deploy', ready)]);
    await lane.card('1.4.0', /Completed/);
    await lane.thread('1.4.0', /Phase 100% passed/);

    const replies = lane.replies('1.4.0');
    expect(count(replies, /approved for/)).toBe(3);
    expect(count(replies, /says GO/)).toBe(4);
    expect(count(replies, /asked to deploy/)).toBe(1);
    expect(count(lane.allNews(), /Go\/No-Go/)).toBe(1);
    expect(count(lane.allNews(), /Going out/)).toBe(1);
    expect(await lane.operations()).toEqual(['install 1.4.0', 'shift 25 % to 1.4.0', 'shift 100 % to 1.4.0']);
  });
});
