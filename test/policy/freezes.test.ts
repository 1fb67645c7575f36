import { describe, expect, it } from 'vitest';
import { CalendarWindow } from '../../src/policy/calendar-window.ts';
import { freezesOf, isFromPolicy } from '../../src/policy/freezes.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { ReleasePolicy } from '../../src/policy/release-policy.ts';
import { policyFolder } from './policy-folder.ts';

const FREEZE =
  'freezes: [{ name: new-year, reason: Nobody is here, from: 2027-12-30T18:00:00+01:00, until: 2028-01-03T08:00:00+01:00 }]';

describe('a freeze of the policy', () => {
  it('is an instant, whatever offset it is written in', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'freezes: []', FREEZE);
    const [freeze] = freezesOf(await loadPolicy(folder.path));
    expect(freeze).toMatchObject({
      reason: 'Nobody is here',
      from: Date.UTC(2027, 11, 30, 17),
      until: Date.UTC(2028, 0, 3, 7),
      services: [],
      environments: [],
    });
    expect(freeze && isFromPolicy(freeze)).toBe(true);
  });

  it.each([
    ['moved', '2028-01-03T08', '2028-01-04T08'],
    ['said to hold elsewhere', 'reason:', 'environments: [production], reason:'],
  ])('is another one when it is %s', async (_, text, instead) => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'freezes: []', FREEZE);
    const [before] = freezesOf(await loadPolicy(folder.path));
    await folder.edit('release.yml', text, instead);
    const [after] = freezesOf(await loadPolicy(folder.path));
    expect(after?.id).not.toBe(before?.id);
  });
});

describe('what comes round', () => {
  it.each([
    [
      'weekly: { from: friday 16:00, until: Monday 08:30 }',
      { weekday: 5, minute: 960 },
      { weekday: 1, minute: 510 },
    ],
    [
      'monthly: { from: last day 24:00, until: day 31 09:00 }',
      { day: 'last', minute: 1_440 },
      { day: 31, minute: 540 },
    ],
    [
      'yearly: { from: 12-20 00:00, until: 02-29 23:59 }',
      { month: 12, day: 20, minute: 0 },
      { month: 2, day: 29, minute: 1_439 },
    ],
  ])('is read from %s', async (written, from, until) => {
    await using folder = await policyFolder();
    const entry = `{ name: often, reason: It is so, zone: Asia/Shanghai, ${written}, types: [major] }`;
    await folder.edit('release.yml', 'releaseWindows: []', `releaseWindows: [${entry}]`);
    const [window] = freezesOf(await loadPolicy(folder.path));
    expect(window).toMatchObject({
      kind: 'release-window',
      types: ['major'],
      recurring: { from, until, zone: 'Asia/Shanghai' },
    });
  });

  it.each([
    'weekly: { from: friday 24:01, until: monday 08:00 }',
    'yearly: { from: 02-30 08:00, until: 03-01 08:00 }',
  ])('is refused as %s', async written => {
    await using folder = await policyFolder();
    const entry = `{ name: often, reason: It is so, zone: UTC, ${written} }`;
    await folder.edit('release.yml', 'freezes: []', `freezes: [${entry}]`);
    await expect(loadPolicy(folder.path)).rejects.toThrow('a moment such as');
  });
});

it('a freeze says what becomes of a release that is under way, and a release window does not', () => {
  const window = { name: 'w', reason: 'r', from: '2027-12-20T18:00:00Z', until: '2027-12-21T18:00:00Z' };
  expect(CalendarWindow.parse({ ...window, during: 'pause' }).during).toBe('pause');
  const policy = { releaseWindows: [{ ...window, during: 'pause' }] };
  const { error } = ReleasePolicy.pick({ releaseWindows: true }).safeParse(policy);
  expect(error?.issues[0]?.message).toContain('a window that closes lets what is under way finish');
});
