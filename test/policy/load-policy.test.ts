import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { policyFolder } from './policy-folder.ts';

describe('the policy that ships', () => {
  it.each(['config', 'sandbox/config'])('%s has no mistakes', async folder => {
    expect((await loadPolicy(folder)).digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a mistake in the policy', () => {
  // Each row: file, what is replaced by what, and where and how it is reported.
  it.each<[string, string, string | RegExp, string, object]>([
    [
      'a strategy that nobody knows',
      'release.yml',
      /strategy: canary$/m,
      'strategy: canari',
      { path: 'services.checkout.environments.production.strategy', found: '"canari"', meant: 'canary' },
    ],
    [
      'a service without a channel',
      'release.yml',
      'channel: C0000000000',
      '',
      { path: 'services.checkout.channel', found: 'nothing' },
    ],
    [
      'an unknown key',
      'release.yml',
      'granularityPercent: 1',
      'granularity: 1',
      {
        path: 'services.checkout.environments.staging.target.granularity',
        meant: 'granularityPercent',
      },
    ],
    [
      'a duration in other words',
      'release.yml',
      'timeout: 2 min',
      'timeout: 2 minutes',
      {
        path: 'steps.shift.timeout',
        found: '"2 minutes"',
        expected: 'a duration such as `10 min`, `2 h` or `500 ms`',
      },
    ],
    [
      'a kind of target that there is none of',
      'release.yml',
      'kind: http',
      'kind: https',
      {
        path: 'services.checkout.environments.staging.target.kind',
        found: '"https"',
        expected: 'one of: http, shell, haproxy, github-actions, kubernetes, argo-rollouts',
        meant: 'http',
      },
    ],
    [
      'a mandatory group with nobody in it',
      'approvals.yml',
      'cto: { people: [U0000000001] }',
      'cto: { people: [] }',
      {
        path: 'matrix.minor.production.mandatory',
        found: '`cto`, where nobody is',
        expected: 'groups with somebody in them',
      },
    ],
    [
      'more approvals than there are people',
      'approvals.yml',
      'staging: { required: 1, from: [developers, qa] }',
      'staging: { required: 3, from: [cto, ceo] }',
      {
        path: 'matrix.patch.staging.required',
        found: '3',
        expected: 'at most 2, as many different people as there are in these groups',
      },
    ],
    [
      'a polled role nobody could speak for',
      'approvals.yml',
      '  qa: { slack: "@qa" }',
      '  qa: { people: [] }',
      {
        path: 'poll.roles',
        found: '`qa`, for which nobody could speak',
        expected: 'roles whose groups have somebody in them',
      },
    ],
    [
      'a freeze that comes round on no day there is',
      'release.yml',
      'freezes: []',
      'freezes: [{ name: ends, reason: It is late, zone: Europe/Berlin, weekly: { from: fryday 16:00, until: monday 08:00 } }]',
      {
        path: 'freezes.0.weekly.from',
        found: '"fryday 16:00"',
        expected: 'a moment such as `friday 16:00`',
      },
    ],
    [
      'a freeze by the clocks of nowhere',
      'release.yml',
      'freezes: []',
      'freezes: [{ name: ends, reason: It is late, zone: Europe/Berlinn, monthly: { from: last day 12:00, until: day 2 09:00 } }]',
      { path: 'freezes.0.zone', expected: 'a time zone of the IANA database, such as `Europe/Berlin`' },
    ],
    [
      'a required gate that nothing tells about',
      'security.yml',
      'staging: [required-checks]',
      'staging: [required-checks, coverage]',
      {
        path: 'gates.required.staging.1',
        found: '`coverage`, which nothing tells about checkout',
        expected: expect.stringContaining('a source for it, or one of those there are: vulnerabilities'),
      },
    ],
    [
      'a gate that there is none of',
      'security.yml',
      'staging: [required-checks]',
      'staging: [required-check]',
      { path: 'gates.required.staging.0', meant: 'required-checks' },
    ],
    [
      'gates of a service that nobody knows',
      'security.yml',
      '  # services:',
      '  services: { chekout: { required: { production: [tag] } } }\n  # services:',
      { path: 'gates.services.chekout', meant: 'checkout' },
    ],
    [
      'a freeze that is dated and comes round as well',
      'release.yml',
      'freezes: []',
      'freezes: [{ name: ends, reason: It is late, from: 2027-12-30T18:00:00Z, until: 2027-12-31T18:00:00Z, yearly: { from: 12-20 16:00, until: 01-02 08:00 }, zone: UTC }]',
      {
        path: 'freezes.0',
        expected: 'either `from` and `until`, or one of `weekly`, `monthly` and `yearly` with a `zone`',
      },
    ],
    [
      'an exception by a group that nobody knows',
      'release.yml',
      'releaseWindows: []',
      'releaseWindows: [{ name: days, reason: By day only, zone: UTC, weekly: { from: monday 09:00, until: friday 15:00 }, exceptionsBy: [ct] }]',
      { path: 'releaseWindows.0.exceptionsBy.0', meant: 'cto' },
    ],
    [
      'a role that nobody has',
      'release.yml',
      'install: { owner: operations',
      'install: { owner: operation',
      { path: 'steps.install.owner', meant: 'operations' },
    ],
    [
      'a strategy that the target cannot serve',
      'release.yml',
      'shift: true',
      'shift: false',
      {
        path: 'services.checkout.environments.production.strategy',
        expected: 'a target that runs two versions side by side and divides the traffic',
      },
    ],
    [
      'a freeze that ends before it begins',
      'release.yml',
      'freezes: []',
      'freezes: [{ name: f, reason: r, from: 2027-12-30T18:00:00+01:00, until: 2027-12-29T18:00:00+01:00 }]',
      { path: 'freezes.0.until', expected: 'an end after the beginning' },
    ],
    [
      'a freeze without a time zone',
      'release.yml',
      'freezes: []',
      'freezes: [{ name: f, reason: r, from: 2027-12-30T18:00:00, until: 2027-12-31T18:00:00+01:00 }]',
      {
        path: 'freezes.0.from',
        expected: 'a time with its offset, such as `2027-12-20T18:00:00+01:00`',
      },
    ],
    [
      'a mandatory group that nobody defined',
      'approvals.yml',
      'mandatory: [security_team] }',
      'mandatory: [security] }',
      { path: 'matrix.patch.production.mandatory.0', found: '"security"' },
    ],
    [
      'a group to speak for a role that nobody defined',
      'approvals.yml',
      'qa: [qa]',
      'qa: [quality]',
      { path: 'roles.qa.0', found: '"quality"' },
    ],
    [
      'a polled role that nobody speaks for',
      'approvals.yml',
      'roles: [product, development, qa, operations]',
      'roles: [product, development, qa, support]',
      { path: 'poll.roles.3', found: '"support"' },
    ],
    [
      'an approval by nobody',
      'approvals.yml',
      'required: 1',
      'required: 0',
      { path: 'matrix.patch.staging.required', found: '0', expected: 'a whole number from 1 up' },
    ],
    [
      'a group without members',
      'approvals.yml',
      '{ slack: "@developers" }',
      '{}',
      { path: 'groups.developers', expected: '`slack`, `people` or both' },
    ],
    [
      'a trigger of an unknown kind',
      'monitoring.yml',
      'when: health',
      'when: helth',
      { path: 'triggers.default.0.when', meant: 'health' },
    ],
    [
      'a trigger preset that nobody defined',
      'monitoring.yml',
      'triggers: default',
      'triggers: defaults',
      { path: 'services.checkout.production.triggers', meant: 'default' },
    ],
    [
      'a trigger that says neither how grave it is nor what to do',
      'monitoring.yml',
      'minSamples: 5, severity: high }',
      'minSamples: 5 }',
      { path: 'triggers.default.8', expected: 'an `action`, a `severity`, or both' },
    ],
    [
      'a trigger of an unknown severity',
      'monitoring.yml',
      'severity: high',
      'severity: hihg',
      { path: 'triggers.default.3.severity', meant: 'high' },
    ],
    [
      'a set of success criteria that nobody defined',
      'monitoring.yml',
      'triggers: default',
      'success: hybird',
      { path: 'services.checkout.production.success', meant: 'hybrid' },
    ],
    [
      'health without a check that is critical',
      'monitoring.yml',
      /kind: prometheus\n +url: \S+/,
      'kind: health',
      {
        path: 'services.checkout.production.metrics',
        expected: 'a critical health check: `healthUrl`, or one of `health`',
      },
    ],
    [
      'a figure with two limits',
      'monitoring.yml',
      '{ below: 75 }',
      '{ below: 75, atLeast: 10 }',
      { path: 'success.hybrid.phase.figures.disk_percent', expected: 'either `below` or `atLeast`' },
    ],
    [
      'metrics of a service that there is not',
      'monitoring.yml',
      /^ {2}checkout:/m,
      '  chekout:',
      { path: 'services.chekout', meant: 'checkout' },
    ],
    [
      'an allowed percentage above all',
      'security.yml',
      'passPercent: 98',
      'passPercent: 198',
      { path: 'tests.passPercent', found: '198', expected: 'a number from 0 to 100' },
    ],
  ])('%s is told with file, line, path, found and expected', async (_, file, from, to, expected) => {
    await using folder = await policyFolder();
    await folder.edit(file, from, to);
    const mistakes = await folder.mistakes();
    expect(mistakes).toContainEqual(expect.objectContaining({ file: join(folder.path, file), ...expected }));
    expect(mistakes.every(({ line }) => line !== null && line > 0)).toBe(true);
  });

  it('a strategy that watches its phases needs metrics to watch', async () => {
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', /^services:[\s\S]*/m, 'services: {}\n');
    expect(await folder.mistakes()).toMatchObject([
      {
        path: 'services.checkout.environments.production.strategy',
        found: '`canary`, which watches its phases',
      },
    ]);
  });

  it('a secret that was written into the policy is not shown', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', `\${DEPLOY_TOKEN}`, 'hunter2');
    await folder.edit('release.yml', `\${DEPLOY_URL}`, 'https://admin:hunter3@deploy.example.com/');
    const mistakes = await folder.mistakes();
    expect(mistakes.map(({ path }) => path)).toContain('services.checkout.environments.staging.target.token');
    expect(JSON.stringify(mistakes)).not.toMatch(/hunter/);
  });
});

describe('all mistakes of all files', () => {
  it('are told at once', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', /strategy: canary$/m, 'strategy: canari');
    await folder.edit('release.yml', 'timeout: 2 min', 'timeout: soon');
    await folder.edit('approvals.yml', 'mandatory: [security_team] }', 'mandatory: [security] }');
    await folder.edit('monitoring.yml', 'every: 10 s', 'evry: 10 s');
    await folder.edit('security.yml', 'passPercent: 98', 'passPercent: all');
    const error = await loadPolicy(folder.path).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/The policy has 5 mistakes:/);
    for (const path of [
      'production.strategy',
      'steps.shift.timeout',
      'mandatory.0',
      'pace.evry',
      'tests.passPercent',
    ])
      expect(String(error)).toContain(path);
    expect(String(error)).toContain('Did you mean `canary`?');
  });

  it('include a file that is missing', async () => {
    await using folder = await policyFolder();
    await rm(join(folder.path, 'security.yml'));
    await folder.edit('monitoring.yml', 'every: 10 s', 'evry: 10 s');
    expect((await folder.mistakes()).map(({ found }) => found)).toEqual(['no such file', '"evry"']);
  });

  it('include YAML that cannot be read, with its line', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'freezes: []', 'freezes: [');
    await folder.edit('security.yml', 'tests:', 'coverage:');
    const mistakes = await folder.mistakes();
    expect(mistakes.map(({ file }) => file)).toEqual(
      expect.arrayContaining([join(folder.path, 'release.yml'), join(folder.path, 'security.yml')]),
    );
    expect(mistakes.every(({ line, expected }) => line !== null && expected === 'YAML')).toBe(true);
  });

  it('include a file that is empty', async () => {
    await using folder = await policyFolder();
    await writeFile(join(folder.path, 'approvals.yml'), '# nothing\n');
    expect(await folder.mistakes()).toContainEqual(
      expect.objectContaining({ file: join(folder.path, 'approvals.yml'), found: 'nothing' }),
    );
  });
});
