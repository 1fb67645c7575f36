import { describe, expect, it } from 'vitest';
import { SourceUnavailable } from '../../src/providers/source/port.ts';
import { comparisonPage, webAddressOf } from '../../src/wiring/war-rooms.ts';
import { planned } from '../support/builders.ts';
import { given } from '../support/given.ts';

const WEB = 'https://github.com';
const { release } = given(planned());
const plan = { ...release.plan, repository: 'acme/checkout', running: '1.3.0', commit: 'c0ffee1' };
const none = { commitOf: async () => null };

describe('the page that compares what runs with what goes out', () => {
  it('names both commits, and the tag of a version whose commit is not known', async () => {
    const tagged = { commitOf: async () => 'badc0de' };
    expect(await comparisonPage({ plan }, tagged, WEB)).toBe(
      `${WEB}/acme/checkout/compare/badc0de...c0ffee1`,
    );
    expect(await comparisonPage({ plan: { ...plan, commit: null } }, none, WEB)).toBe(
      `${WEB}/acme/checkout/compare/v1.3.0...v1.4.0`,
    );
  });

  it('is none on a first deploy and without a repository', async () => {
    expect(await comparisonPage({ plan: { ...plan, running: null } }, none, WEB)).toBeNull();
    expect(await comparisonPage({ plan: { ...plan, repository: null } }, none, WEB)).toBeNull();
  });

  it('is not guessed while the source host does not answer', async () => {
    const away = {
      commitOf: async () => {
        throw new SourceUnavailable('GitHub did not answer in time');
      },
    };
    await expect(comparisonPage({ plan }, away, WEB)).rejects.toThrow(SourceUnavailable);
  });
});

describe('the web address of the source host', () => {
  it.each([
    [undefined, WEB],
    ['https://github.example.com/api/v3', 'https://github.example.com'],
    ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ])('of the API %s is %s', (api, web) => expect(webAddressOf(api)).toBe(web));
});
