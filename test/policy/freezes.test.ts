import { describe, expect, it } from 'vitest';
import { freezesOf, isFromPolicy } from '../../src/policy/freezes.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
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
