import { expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { lanesBehind } from '../../src/policy/protected-lanes.ts';
import { policyFolder } from './policy-folder.ts';

it('a job belongs to the service of its repository, in the environment of that name', async () => {
  const policy = await loadPolicy('examples/github-actions/config');
  const lane = { service: 'checkout', environment: 'production' };
  expect(lanesBehind(policy, 'acme/checkout', 'production')).toEqual([lane]);
  expect(lanesBehind(policy, 'Acme/Checkout', 'Production')).toEqual([lane]);
  expect(lanesBehind(policy, 'acme/checkout', 'staging')).toEqual([]);
  expect(lanesBehind(policy, 'evil/checkout', 'production')).toEqual([]);
});

it('a target may say where its workflows are, and what GitHub calls the environment', async () => {
  await using folder = await policyFolder('examples/github-actions/config');
  await folder.edit(
    'release.yml',
    'kind: github-actions',
    'kind: github-actions\n          repository: acme/deploys\n          gitHubEnvironment: live',
  );
  const policy = await loadPolicy(folder.path);
  expect(lanesBehind(policy, 'acme/deploys', 'live')).toHaveLength(1);
  expect(lanesBehind(policy, 'acme/checkout', 'live')).toEqual([]);
  expect(lanesBehind(policy, 'acme/deploys', 'production')).toEqual([]);
});

it('a target whose workflows are nowhere is a mistake of the policy', async () => {
  await using folder = await policyFolder('examples/github-actions/config');
  await folder.edit('release.yml', 'repository: acme/checkout', '');
  await expect(loadPolicy(folder.path)).rejects.toThrow('a repository, of the target or of the service');
});
