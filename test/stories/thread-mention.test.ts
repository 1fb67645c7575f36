import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';

onEveryStage(
  stage => {
    it('in the thread of a card, where slash commands do not work, a mention does the same', async () => {
      const lane = await stage.nextLane();
      const card = await planned(lane, '1.4.0');
      const [elif, hana] = [lane.as('elif'), lane.as('hana')];

      await elif.mentions('status', card.ts);
      await elif.reads(/checkout 1\.4\.0 → production[\s\S]*Waiting for 3 of 3 approvals/);
      await elif.mentions('approve', card.ts);
      const asked = await elif.reads(/asks once more/);
      const [, confirm = ''] = /approve (\S+ --confirm \w+)/.exec(asked.text) ?? [];
      await elif.mentions(`approve ${confirm}`, card.ts);
      await elif.reads(/Your approval of .* counts/);
      await lane.card('1.4.0', /Waiting for 2 of 3 approvals/);

      await hana.mentions('audit', card.ts);
      await hana.reads(
        /The story of checkout 1\.4\.0 → production[\s\S]*asked for 1\.4\.0[\s\S]*@elif approved plan[\s\S]*records are as they were recorded/,
      );

      await hana.mentions('aprove', card.ts);
      await hana.reads(/Did you mean `\/release approve`\?/);
    });

    it('`@tminus rollback now` in a thread rolls back the release of that thread', async () => {
      const lane = await stage.nextLane();
      await lane.as('ana').types('start v1.4.0 minor test --strategy patient');
      const card = await lane.card('1.4.0', /Baking at 25%/);
      await lane.as('george').mentions('rollback now', card.ts);
      await lane.as('george').reads(/./);
      await lane.card('1.4.0', /Rolled back/);
      expect(await lane.shares('testing')).toMatchObject({ '1.3.0': 100 });
    });
  },
  { lanes: 2 },
);
