import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

const MARK = /Emergency override by @hana, asked by @ana: losing orders every minute/;

onEveryStage(
  stage => {
    it('an override skips approvals and Go/No-Go, is marked for ever, and its review is chased until it is done', async () => {
      const lane = await stage.nextLane();
      const [ana, hana, ivan, ben] = [lane.as('ana'), lane.as('hana'), lane.as('ivan'), lane.as('ben')];

      await ben.types('start v1.4.0 minor prod --skip-approval');
      await ben.reads(/Approvals are never skipped without an emergency/);

      await planned(lane, '1.4.0', '--emergency "customers cannot pay"');
      await lane.news(/@ana asks for an emergency override: customers cannot pay/);
      await stage.onCall.paged(/asks for an emergency override: customers cannot pay/);
      await ivan.isTold(/Emergency override wanted/);

      await ben.types('grant because I say so');
      await ben.reads(/Only members of cto or ceo decide on an override/);
      const asked = await hana.isTold(/@ana asks for an emergency override/);
      await hana.clicks('grant', asked);
      await hana.isAsked(/@ana asks: customers cannot pay/);
      expect(await hana.submits({ reason: ' ' })).toEqual({ reason: expect.stringMatching(/say why/) });
      await hana.submits({ reason: 'losing orders every minute' });
      expect(buttonsOn(await ivan.isTold(/Over: @hana granted it/))).toEqual([]);

      const ready = await lane.card('1.4.0', /Ready to deploy/);
      expect(readable(ready)).toMatch(MARK);
      await ana.isTold(/@hana \(cto\) overrides in an emergency: losing orders every minute/);
      await ana.clicks('deploy', ready);
      const done = await lane.card('1.4.0', /Completed/);
      expect(readable(done)).toMatch(MARK);
      expect(readable(await lane.news(/1\.4\.0 is out/))).toMatch(MARK);

      await ana.isTold(/review of the emergency override is due/);
      await hana.isTold(/review of the emergency override is due/);
      await lane.news(/The review of the emergency override is overdue/);
      const chased = await ivan.isTold(/The review of the emergency override is overdue/);
      expect(readable(chased)).toMatch(MARK);
      await ivan.types('list');
      await ivan.reads(/1\.4\.0.*emergency.*review due/s);

      await ana.types('review checkout 1.4.0 "The fix was right, the alarm came an hour late"');
      await ana.reads(/review .* is closed/);
      const reviewed = await lane.thread('1.4.0', /@ana reviewed the emergency override.*an hour late/);
      expect(readable(reviewed)).toMatch(MARK);
      await ana.types('review checkout 1.4.0 "once more"');
      await ana.reads(/No override of this release waits for a review/);
    });
  },
  { reviewWithin: '12 s' },
);
