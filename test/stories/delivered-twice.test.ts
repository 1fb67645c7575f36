import { expect, it } from 'vitest';
import { APPROVERS, planned, VOTERS } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';

const count = (texts: readonly string[], says: RegExp) => texts.filter(text => says.test(text)).length;

onEveryStage(stage => {
  it('commands, forms and clicks that Slack delivers twice happen once and are answered once', async () => {
    const lane = await stage.nextLane();
    const { workspace } = stage;
    const twice = (delivery: 'command' | 'interactive') =>
      workspace.faults.add({ delivery, kind: 'duplicate' });
    const ana = lane.as('ana');

    twice('interactive');
    const card = await planned(lane, '1.4.0');
    for (const handle of APPROVERS) {
      const approver = lane.as(handle);
      twice('interactive');
      await approver.clicks('approve', card);
      twice('interactive');
      await approver.submits();
      await approver.reads(/Your approval of .* counts/);
    }
    const poll = await lane.news(/Go\/No-Go/);
    for (const handle of VOTERS) {
      twice('interactive');
      await lane.as(handle).clicks('go', poll);
      await lane.as(handle).reads(/GO noted/);
    }
    twice('interactive');
    await ana.clicks('deploy', await lane.card('1.4.0', /Ready to deploy/));
    await lane.card('1.4.0', /Completed/);
    twice('command');
    await ana.types('start v1.5.0 minor test');
    await lane.card('1.5.0', /Completed/);
    await lane.thread('1.5.0', /Phase 100% passed/);

    expect(workspace.faults.pending()).toEqual([]);
    const replies = lane.replies('1.4.0');
    expect(count(replies, /approved for/)).toBe(3);
    expect(count(replies, /says GO/)).toBe(4);
    expect(count(replies, /asked to deploy/)).toBe(1);
    expect(count(lane.allNews(), /Go\/No-Go/)).toBe(1);
    expect(count(lane.allNews(), /Going out/)).toBe(2);
    expect(workspace.ephemerals('chloe')).toHaveLength(1);
    expect(workspace.ephemerals('george')).toHaveLength(1);
    const operations = await lane.operations();
    expect(operations).toEqual([
      ...['install 1.4.0', 'shift 25 % to 1.4.0', 'shift 100 % to 1.4.0'],
      ...['install 1.5.0', 'shift 25 % to 1.5.0', 'shift 100 % to 1.5.0'],
    ]);
  });
});
