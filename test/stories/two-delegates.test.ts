import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

const mention = (id: string) => `<@${id}>`;

onEveryStage(stage => {
  it('of two who hold the same voice only one counts, as “B for A”, until it is taken back', async () => {
    const lane = await stage.nextLane();
    const [elif, julia, kofi] = [lane.as('elif'), lane.as('julia'), lane.as('kofi')];
    await elif.types(`delegate ${mention('U10JULIARO')} for 2 days`);
    await lane.news(/@julia may approve for @elif until/);
    await elif.types(`delegate ${mention('U11KOFIADJ')} for 2 days`);
    await lane.news(/@kofi may approve for @elif until/);

    const card = await planned(lane, '1.4.0');
    expect(readable(card)).toContain(
      'anyone of security_team (@elif), or @julia for @elif or @kofi for @elif',
    );

    await julia.clicks('approve', card);
    await julia.isAsked(/Approve the release/);
    await julia.submits();
    await julia.reads(/Your approval of .* counts/);
    await lane.thread('1.4.0', /@julia approved for @elif \(security_team\)/);

    await kofi.clicks('approve', card);
    await kofi.isRefused(/@julia approved this for @elif already, and a voice counts once/);
    await elif.clicks('approve', card);
    await elif.isRefused(/@julia approved this for @elif already/);
    expect(readable(await lane.card('1.4.0', /Waiting for 2 of 3 approvals/))).toContain(
      '@julia for @elif (security_team)',
    );

    await elif.types(`delegate end ${mention('U11KOFIADJ')}`);
    await lane.news(/@elif ended what was lent between them and @kofi/);
    await elif.types('delegate');
    const list = readable(await elif.reads(/Whose voice is in whose hands/));
    expect(list).toContain('@julia for @elif');
    expect(list).not.toContain('@kofi');
    await elif.types('audit');
    await elif.reads(/@julia approved plan .* for @elif \(security_team\)/);
  });
});
