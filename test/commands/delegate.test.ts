import { describe, expect, it } from 'vitest';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';

const mention = (desk: FrontDesk, handle: string) => `<@${desk.personId(handle)}|${handle}>`;

describe('/release delegate', () => {
  it('hands a voice over, tells everybody, and it approves as “B for A”', async () => {
    const desk = await frontDesk();
    const ben = mention(desk, 'julia');
    const [said] = await desk.types('elif', `/release delegate ${ben} for 3 days`);
    expect(said).toMatchObject({ forAll: true });
    expect(said?.text).toMatch(/may approve for <@U05ELIFKAY> until .*for security_team/);

    const release = await desk.plans();
    const value = buttonOf(release);
    await desk.clicks('julia', 'approve', value);
    expect(JSON.stringify(desk.modals.at(-1))).toContain('You approve for <@U05ELIFKAY>');
    await desk.sends('julia', {});
    const { approvals } = await desk.load(release.id);
    expect(approvals.given).toMatchObject([
      { by: desk.personId('julia'), for: desk.personId('elif'), groups: ['security_team'] },
    ]);
  });

  it('takes an end, a beginning and groups, in any order', async () => {
    const desk = await frontDesk();
    const line = `/release delegate ${mention(desk, 'ben')} for security_team until 2026-11-06 18:00 UTC from 2026-11-04 09:00 UTC`;
    await desk.types('elif', line);
    expect((await desk.engine.organisation()).delegations).toMatchObject([
      {
        of: desk.personId('elif'),
        to: desk.personId('ben'),
        from: Date.UTC(2026, 10, 4, 9),
        until: Date.UTC(2026, 10, 6, 18),
        groups: ['security_team'],
      },
    ]);
  });

  it('lists what there is, and ends it', async () => {
    const desk = await frontDesk();
    const [none] = await desk.types('elif', '/release delegate');
    expect(none?.text).toMatch(/Nobody’s voice is in other hands/);
    await desk.types('elif', `/release delegate ${mention(desk, 'ben')} for 2 d`);
    const [list] = await desk.types('ana', '/release delegate');
    expect(list?.text).toContain('<@U02BENOKAF> for <@U05ELIFKAY>');
    await desk.types('ben', `/release delegate end ${mention(desk, 'elif')}`);
    expect((await desk.engine.organisation()).delegations).toEqual([]);
  });

  it.each([
    ['without a person', '/release delegate ben for 2 d', /`ben` is nobody I know/],
    ['without an end', '/release delegate <@U02BENOKAF>', /The end .* is missing/],
    [
      'with an end that is over',
      '/release delegate <@U02BENOKAF> until 2026-11-01 10:00',
      /is over|past|ahead/i,
    ],
    [
      'with a group that is none',
      '/release delegate <@U02BENOKAF> for 2 d for securty_team',
      /Did you mean .* for security_team`/,
    ],
    [
      'with a group of others',
      '/release delegate <@U02BENOKAF> for 2 d for cto',
      /You are not in cto yourself/,
    ],
    ['to oneself', '/release delegate <@U05ELIFKAY> for 2 d', /Your voice is yours already/],
    ['with words that say nothing', '/release delegate <@U02BENOKAF> please', /I don’t know what to do with/],
  ])('%s it changes nothing and says so', async (_, line, says) => {
    const desk = await frontDesk();
    const [said] = await desk.types('elif', line);
    expect(said?.text).toMatch(says);
    expect((await desk.engine.organisation()).delegations).toEqual([]);
  });
});
