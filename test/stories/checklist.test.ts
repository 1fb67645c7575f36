import { expect, it } from 'vitest';
import { APPROVERS, VOTERS } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

const item = (text: string, role: string, more: object = {}) => ({ text, role, group: 'readiness', ...more });
const checklist = {
  items: {
    agreed: item('The approvals are in', 'development', { tickedBy: 'approvals' }),
    notes: item('The release notes are written', 'product'),
    journeys: item('The main journeys work', 'qa', { when: 'after' }),
  },
  acceptance: { roles: ['product', 'qa'], remindAfter: '2 s' },
};

onEveryStage(
  stage => {
    it('a Go/No-Go waits for its checklist, and is asked again when a tick is taken away', async () => {
      const lane = await stage.nextLane();
      const [ana, julia, kofi, dmitri] = ['ana', 'julia', 'kofi', 'dmitri'].map(name => lane.as(name));
      if (!ana || !julia || !kofi || !dmitri) throw new Error('somebody is missing');
      await ana.types('start v1.4.0 minor prod');
      await ana.submits({ goal: 'Pay with one click' });
      const card = await lane.card('1.4.0', /Waiting for 3 of 3 approvals/);
      // At once, here and below: who asks at the same moment shares one look at Slack's groups, of which few a minute are allowed.
      await Promise.all(
        APPROVERS.map(async handle => {
          await lane.as(handle).clicks('approve', card);
          await lane.as(handle).submits();
        }),
      );
      await ana.isTold(/Before it can go on it waits for open items of the checklist/);

      const waiting = await lane.card('1.4.0', /Getting ready/);
      expect(readable(waiting)).toMatch(/1 of 2 ticked/);
      expect(readable(waiting)).toMatch(/The release notes are written.* product/);
      await kofi.types('checklist tick notes');
      await kofi.reads(/is ticked by whoever speaks for product, or by @ana/);
      await julia.clicks('checklist', waiting);
      await julia.isAsked(/The release notes are written/);
      expect(await julia.submits({ 'checklist.notes': ['notes'] })).toEqual({});
      await julia.reads(/1 item is ticked/);
      const poll = await lane.news(/Go\/No-Go: /);

      await ana.types('checklist untick notes the date is wrong');
      await ana.reads(/votes given so far no longer count/);
      await lane.thread('1.4.0', /@ana took the tick of .*release notes.* away: the date is wrong/);
      await lane.card('1.4.0', /taken back by @ana: the date is wrong/);
      await kofi.clicksLate('go', poll);
      await kofi.reads(/older state/);

      await julia.types('checklist tick notes');
      await lane.card('1.4.0', /Go\/No-Go poll open/);
      await Promise.all(
        VOTERS.map(async handle => {
          const voter = lane.as(handle);
          await voter.types('go');
          await voter.reads(/GO noted/);
        }),
      );
      await ana.clicks('deploy', await lane.card('1.4.0', /Ready to deploy/));
      const done = await lane.card('1.4.0', /Completed/);
      expect(buttonsOn(done).slice(0, 2)).toEqual(['accept', 'problem']);

      await lane.thread('1.4.0', /Still to do after completion.*The main journeys work.*product and qa/s);
      await dmitri.clicks('problem', done);
      await dmitri.submits({ reason: 'Receipts show the old logo' });
      await lane.news(/@dmitri reports a problem for qa: Receipts show the old logo/);
      await ana.isTold(/Receipts show the old logo/);
      await Promise.all([julia.types('accept'), dmitri.types('checklist tick journeys')]);
      await julia.reads(/You accept .*everybody who is asked has answered/);
      await dmitri.reads(/1 item is ticked/);
      await lane.card(
        '1.4.0',
        /product: accepted by @julia.*qa: problem reported by @dmitri|qa: problem.*product: accepted/s,
      );

      await ana.types('audit');
      await ana.reads(/The checklist is ticked: 1 item by evidence and .*release notes.*@julia.* by hand/);
    }, 150_000);
  },
  { checklist },
);
