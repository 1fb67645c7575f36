import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { NoticesPolicy, noticeTerms } from '../../src/policy/notices-policy.ts';
import type { Environment } from '../../src/release/terms.ts';
import { policyFolder } from './policy-folder.ts';

const HOUR = 3_600_000;
const days = { calendarZone: 'Asia/Shanghai', holidays: ['2027-02-08'] };
const compiled = (given: object = {}, environment: Environment = 'production') =>
  noticeTerms(NoticesPolicy.parse(given), days, environment);

describe('what the policy says of notices', () => {
  it('names kinds as they are written in files', () => {
    const { places, here } = compiled({ places: { 'release-failed': ['thread'] }, here: ['step-unclear'] });
    expect(places).toEqual({ ReleaseFailed: ['thread'] });
    expect(here).toEqual(['StepUnclear']);
  });

  it('has lead times for the channel alone while there are no mailing lists', () => {
    expect(compiled().leadTimes).toEqual([
      { lead: 'plan', beforeMs: 7 * 24 * HOUR, to: ['channel'] },
      { lead: 'in-step', beforeMs: 48 * HOUR, to: ['channel'] },
    ]);
    expect(compiled({ mailingLists: { support: ['help@example.com'] } }).leadTimes).toContainEqual({
      lead: 'support',
      beforeMs: 48 * HOUR,
      to: ['email:support'],
    });
  });

  it('wants no reports with `0 s`', () => {
    expect([compiled().statusEveryMs, compiled({ statusEvery: '0 s' }).statusEveryMs]).toEqual([
      HOUR / 2,
      null,
    ]);
  });

  it('counts the working days of the retrospective by the clocks of its calendar, without holidays', () => {
    expect(compiled().retrospective).toMatchObject({
      days: 3,
      zone: 'Asia/Shanghai',
      holidays: ['2027-02-08'],
    });
    expect(compiled({ retrospectiveWithin: 0 }).retrospective).toBeNull();
  });

  it('looks back on what went wrong in production, unless it names other environments', () => {
    const afterTrouble = (given: object, environment: Environment) =>
      compiled(given, environment).retrospective?.afterTrouble;
    expect([afterTrouble({}, 'production'), afterTrouble({}, 'staging')]).toEqual([true, false]);
    expect(afterTrouble({ retrospectiveIn: ['staging'] }, 'staging')).toBe(true);
  });

  it.each([
    ['  retrospectiveIn: [production]', '  retrospectiveIn: [prod]', /retrospectiveIn/],
    ['  retrospectiveWithin: 3', '  retrospectiveWithin: 1.5', /a number of working days, 0 to 30/],
    [
      '  here: [release-failed,',
      '  here: [poll-opened,',
      /expected one of: override-asked, .*rollback-started/,
    ],
    ['  places: {}', '  places: { release-faild: [thread] }', /release-faild/],
    ['  places: {}', '  places: { release-failed: [everywhere] }', /`email:<list>`/],
    ['  places: {}', '  places: { release-failed: [email:ops] }', /email:ops.*a mailing list/s],
    ['  mailingLists: {}', '  mailingLists: { ops: [nobody] }', /an email address/],
    ['  workspace: en', '  workspace: fr', /one of: en, zh-CN/],
  ])('“%s” → “%s” is a mistake that says what was expected', async (from, to, says) => {
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', from, to);
    await expect(loadPolicy(folder.path)).rejects.toThrow(says);
  });

  it('has no addresses in what people approve', async () => {
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', '  mailingLists: {}', '  mailingLists: { ops: [a@example.com] }');
    const before = await loadPolicy(folder.path);
    await folder.edit('monitoring.yml', 'a@example.com', 'b@example.com');
    expect((await loadPolicy(folder.path)).digest).toBe(before.digest);
  });
});
