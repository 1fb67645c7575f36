import { expect, it } from 'vitest';
import { approved, planned, voted } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(
  stage => {
    it('who asked, who belongs to no group and who has just left theirs cannot approve', async () => {
      const lane = await stage.nextLane();
      const card = await planned(lane, '1.4.0');
      const refused: [string, RegExp][] = [
        ['ana', /You asked for this release or own it, so someone else has to approve it/],
        ['george', /Only members of .*security_team.* approve or reject this release/],
        ['dmitri', /Only members of/],
      ];
      // At once: who asks at the same moment shares one look at Slack's groups, of which few a minute are allowed.
      await Promise.all(
        refused.map(async ([handle, why]) => {
          const somebody = lane.as(handle);
          await somebody.clicks('approve', card);
          await somebody.isRefused(why);
        }),
      );

      const chloe = lane.as('chloe');
      await chloe.clicks('approve', card);
      await chloe.isAsked(/Approve/);
      stage.workspace.setGroupMembers('product_owners', ['julia']);
      await chloe.submits();
      await chloe.reads(/Only members of .*product_owners/);
      stage.workspace.setGroupMembers('product_owners', ['chloe']);

      expect(readable(await lane.card('1.4.0', /./))).toContain('Waiting for 3 of 3 approvals');
      expect(lane.replies('1.4.0').filter(reply => /approved/.test(reply))).toEqual([]);
    });

    it('who holds no role cannot vote, and only the owner deploys', async () => {
      const lane = await stage.nextLane();
      await planned(lane, '1.4.0');
      const poll = await approved(lane, '1.4.0');
      const elif = lane.as('elif');
      await elif.clicks('go', poll);
      await elif.reads(/You hold none of the roles polled for this release/);
      await voted(lane, poll);
      const ready = await lane.card('1.4.0', /Ready to deploy/);
      await lane.as('ben').clicks('deploy', ready);
      await lane.as('ben').reads(/Only @ana, who owns this release/);
      expect(readable(await lane.card('1.4.0', /./))).toContain('Ready to deploy');
      expect(await lane.operations()).toEqual([]);
    });
  },
  { lanes: 2 },
);
