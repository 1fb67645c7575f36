import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

onEveryStage(
  stage => {
    it('approvers are asked and reminded directly, and asked again after the time is over', async () => {
      const lane = await stage.nextLane();
      const title = `${lane.service} 1.4.0`;
      const [ana, elif, hana, chloe] = [lane.as('ana'), lane.as('elif'), lane.as('hana'), lane.as('chloe')];
      await planned(lane, '1.4.0');

      const wanted = await elif.isTold(new RegExp(`Approval wanted: ${title}`));
      await elif.clicks('approve', wanted);
      await elif.submits();
      await elif.reads(/Your approval of .* counts/);
      const spoken = await elif.isTold(/Done: you approved it/);
      expect(spoken.ts).toBe(wanted.ts);
      expect(buttonsOn(spoken)).toEqual([]);

      const reminder = await hana.isTold(new RegExp(`${title}[^]*A reminder, half of the time is over`));
      await hana.clicks('remind-me', reminder);
      await hana.isAsked(/You are reminded once more/);
      await hana.cancels();

      await ana.isTold(new RegExp(`${title}[^]*The time to approve is nearly over[^]*cto \\(@hana\\)`));
      const over = await ana.isTold(new RegExp(`${title}[^]*The time to approve is over`));
      const card = await lane.card('1.4.0', /The time to approve is over/);
      expect(readable(card)).toContain('the 1 approval given so far stays');
      await hana.types('approve');
      await hana.reads(/The time to approve is over.*ask-again/);

      await ana.clicks('ask-again', over);
      await ana.reads(/are asked again\. 2 approvals are still missing, among them cto/);
      for (const approver of [hana, chloe]) {
        const again = await approver.isTold(new RegExp(`Approval wanted: ${title}(?![^]*Over:)`));
        await approver.clicks('approve', again);
        await approver.submits();
        await approver.reads(/Your approval of .* counts/);
      }
      await lane.news(new RegExp(`Go/No-Go: ${title}`));
    }, 120_000);
  },
  { expireAfter: '20 s' },
);
