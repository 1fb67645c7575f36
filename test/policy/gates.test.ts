import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import type { ReleaseType } from '../../src/release/terms.ts';
import { anAgreement, shipped } from '../support/builders.ts';
import { policyFolder } from './policy-folder.ts';

const asIs = await loadPolicy('config');
const termsOf = (type: ReleaseType, environment: 'staging' | 'production' = 'production', policy = asIs) =>
  anAgreement({ type, environment }, policy).terms.gates;

describe('what the policy that ships demands', () => {
  it('in production is what GitHub tells of any repository; in staging only that checks are green', () => {
    expect(termsOf('minor')?.required).toEqual([
      'tag',
      'ancestry',
      'branch-protection',
      'required-checks',
      'reviews',
      'vulnerabilities',
    ]);
    expect(termsOf('minor', 'staging')?.required).toEqual(['required-checks']);
    expect(termsOf('minor')?.fed).toEqual(expect.arrayContaining(['secrets', 'static-analysis', 'reviews']));
  });

  it('is more coverage in production, and less loss of a major', () => {
    expect(termsOf('minor')).toMatchObject({ coveragePercent: 90, regressionPercent: 5, testsPercent: 98 });
    expect(termsOf('minor', 'staging')).toMatchObject({ coveragePercent: 80 });
    expect(termsOf('major')).toMatchObject({ regressionPercent: 3, compatibilityScore: 95 });
    expect(termsOf('hotfix')).toMatchObject({ regressionPercent: 5 });
  });
});

describe('the gates of a policy', () => {
  it('that says nothing of gates are none', () => {
    expect(termsOf('minor', 'production', shipped)).toBeUndefined();
  });

  it('of a service without a repository cannot be required: there is no commit to tell about', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'repository: your-organisation/checkout', '');
    const mistakes = await folder.mistakes();
    expect(mistakes.map(({ path }) => path)).toEqual(['gates.required.staging', 'gates.required.production']);
    expect(mistakes[0]).toMatchObject({
      found: 'gates that nothing tells about checkout',
      expected: expect.stringContaining('or its own list in `gates.services.checkout.required`'),
    });
    await folder.edit(
      'security.yml',
      '  # services:',
      '  services: { checkout: { required: {} } }\n  # services:',
    );
    expect(await folder.mistakes()).toEqual([]);
    expect(termsOf('minor', 'production', await loadPolicy(folder.path))).toBeUndefined();
  });

  it('are told about by checks of the service’s own where it has some', async () => {
    await using folder = await policyFolder();
    await folder.edit(
      'security.yml',
      '  # services:',
      '  services: { checkout: { required: { production: [tests] }, github: { releaseBranch: trunk, checks: { tests: [unit] } } } }\n  # services:',
    );
    const policy = await loadPolicy(folder.path);
    expect(termsOf('minor', 'production', policy)).toMatchObject({
      required: ['tests'],
      fed: expect.arrayContaining(['tests', 'reviews']),
    });
  });
});
