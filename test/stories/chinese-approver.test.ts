import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

onEveryStage(
  stage => {
    it('an approver whose Slack is in Chinese is spoken to in Chinese, in a channel that reads English', async () => {
      const lane = await stage.nextLane();
      const [chloe, elif] = [lane.as('chloe'), lane.as('elif')];
      const card = await planned(lane, '1.4.0');
      expect(readable(card)).toContain('Waiting for 3 of 3 approvals');

      await chloe.clicks('approve', card);
      const modal = await chloe.isAsked(/批准发布/);
      expect(readable(modal)).toContain('您批准的正是以下内容');
      await chloe.submits();
      await chloe.reads(/您对 .*checkout 1\.4\.0 → 生产环境.* 的批准已计入。还差 2 项审批/);
      await lane.card('1.4.0', /Waiting for 2 of 3 approvals/);
      await lane.thread('1.4.0', /@chloe approved for product_owners/);
      await elif.clicks('approve', card);
      await elif.isAsked(/Approve the release/);
      await elif.cancels();

      // What is wrong with what she typed is said in her words, too.
      await chloe.types('aprove');
      await chloe.reads(/没有 .*aprove.*您是指/);
    });

    it('who owns a release hears of it directly in their own language, and may choose another', async () => {
      const lane = await stage.nextLane();
      const [chloe, elif] = [lane.as('chloe'), lane.as('elif')];
      await chloe.types('start v1.4.0 小版本 生产');
      await chloe.isAsked(/计划发布/);
      await chloe.submits({ goal: '一键支付' });
      const card = await lane.card('1.4.0', /Waiting for 3 of 3 approvals/);
      await elif.clicks('reject', card);
      await elif.submits({ reason: 'The payment keys are not stored safely' });
      await chloe.isTold(/@elif 已驳回：The payment keys are not stored safely/);
      await lane.thread('1.4.0', /@elif rejected it/);

      await chloe.types('settings');
      await chloe.isAsked(/您的设置/);
      await chloe.submits({ language: 'en' });
      await chloe.reads(/This is how you are told from now on/);
      await chloe.types('status');
      await chloe.reads(/Rejected/);
    });
  },
  { lanes: 2, locales: { chloe: 'zh-CN' } },
);
