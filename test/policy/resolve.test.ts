import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { resolveEnvironment, resolveService, servicesIn } from '../../src/policy/resolve.ts';
import { policyFolder } from './policy-folder.ts';

const sandbox = await loadPolicy('sandbox/config');

describe('the service somebody means', () => {
  it('is the one they name, in any case of letters', () => {
    expect(resolveService(sandbox, { named: 'Search', channel: 'C03RELCHEC' })).toMatchObject({
      name: 'search',
    });
  });
  it('is the only one of the channel when they name none', () => {
    expect(resolveService(sandbox, { channel: 'C03RELCHEC' })).toMatchObject({ name: 'checkout' });
  });
  it('is not guessed in a channel of none', () => {
    expect(resolveService(sandbox, { channel: 'C01GENERAL' })).toEqual({
      refusal: 'service-unknown',
      found: '',
      known: ['checkout', 'search'],
    });
  });
  it('is not guessed in a channel of several', async () => {
    await using folder = await policyFolder();
    await folder.edit(
      'release.yml',
      /^ {2}checkout:/m,
      `  search: { channel: C0000000000, environments: { testing: { strategy: all-at-once, target: { kind: http, url: "\${U}", token: "\${T}" } } } }\n  checkout:`,
    );
    const policy = await loadPolicy(folder.path);
    expect(servicesIn(policy, 'C0000000000').map(({ name }) => name)).toEqual(['search', 'checkout']);
    expect(resolveService(policy, { channel: 'C0000000000' })).toMatchObject({
      known: ['search', 'checkout'],
    });
  });
  it('is not an accident of the language', () => {
    expect(resolveService(sandbox, { named: 'constructor' })).toMatchObject({ refusal: 'service-unknown' });
  });
  it('is found by the name of its channel where the policy names it so', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'channel: C0000000000', "channel: '#releases-checkout'");
    const policy = await loadPolicy(folder.path);
    const here = { id: 'C9999999999', name: 'releases-checkout' };
    expect(resolveService(policy, { channel: here })).toMatchObject({ name: 'checkout' });
    expect(servicesIn(policy, 'C9999999999')).toEqual([]);
  });
});

describe('the environment somebody means', () => {
  it.each([
    ['prod', 'production'],
    ['production', 'production'],
    ['PROD', 'production'],
    ['stg', 'staging'],
    ['stage', 'staging'],
    ['pre', 'staging'],
    ['test', 'testing'],
    ['dev', 'development'],
    ['生产', 'production'],
    ['生产环境', 'production'],
    ['预发', 'staging'],
  ])('%s is %s', (word, environment) => {
    expect(resolveEnvironment(word)).toBe(environment);
  });
  it.each(['', 'produktion', 'constructor', 'toString'])('%j is none', word => {
    expect(resolveEnvironment(word)).toBeNull();
  });
});
