import { expect, it } from 'vitest';
import { VOTERS } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('a minor goes to production: planned, approved, polled, deployed in phases, done', async () => {
    const lane = await stage.nextLane();
    const ana = lane.as('ana');

    await ana.types('start v1.4.0 minor prod');
    await ana.isAsked(/checkout.* 1\.3\.0 → \*1\.4\.0\* to \*production/);
    expect(await ana.submits({ goal: 'Pay with one click' })).toEqual({});
    await ana.reads(/is planned as .* 3 approvals are still missing, among them security_team, cto/);

    const card = await lane.card('1.4.0', /Waiting for 3 of 3 approvals/);
    expect(readable(card)).toContain('Pay with one click');
    expect(readable(card)).toMatch(/security_team.*@elif/);
    expect(buttonsOn(card)).toEqual(['approve', 'reject', 'edit', 'abort', 'override', 'show']);

    const groups = { chloe: 'product_owners', elif: 'security_team', hana: 'cto' };
    for (const [handle, group] of Object.entries(groups)) {
      const approver = lane.as(handle);
      await approver.clicks('approve', card);
      await approver.isAsked(/1\.3\.0 → \*1\.4\.0\*/);
      await approver.submits();
      const answer = await approver.reads(/Your approval of .* counts/);
      // Whoever presses a button in the channel is not in the thread that has begun there.
      expect(answer.threadTs).toBeUndefined();
      await lane.thread('1.4.0', new RegExp(`@${handle} approved for .*${group}`));
    }

    const poll = await lane.news(/Go\/No-Go/);
    for (const voter of VOTERS) {
      await lane.as(voter).clicks('go', poll);
      await lane.as(voter).reads(/GO noted/);
    }
    await ana.isTold(/Everything is in place/);
    await ana.clicks('deploy', await lane.card('1.4.0', /Ready to deploy/));

    expect((await ana.reads(/starting/)).threadTs).toBeUndefined();
    await lane.news(/Going out: 1\.3\.0 → 1\.4\.0.*25% → 100%/);
    const done = await lane.card('1.4.0', /Completed/);
    expect(readable(done)).toMatch(/1\.4\.0 is out/);
    expect(buttonsOn(done)).toEqual(['rollback-now', 'show']);
    await lane.news(/1\.4\.0 is out after/);
    expect(await lane.shares('production')).toEqual({ '1.3.0': 0, '1.4.0': 100 });
    expect(await lane.operations()).toEqual(['install 1.4.0', 'shift 25 % to 1.4.0', 'shift 100 % to 1.4.0']);

    await lane.thread('1.4.0', /Phase 100% passed/);
    const told = lane.replies('1.4.0').join('\n');
    expect(told).toMatch(/@kofi says GO for development/);
    expect(told).toMatch(
      /Phase 25% passed\. .*\n\*Why:\* no rule fired.*\n\*Numbers:\* \d+ requests, errors 0%/,
    );
    expect(stage.onCall.pages(/./)).toEqual([]);
  });
});
