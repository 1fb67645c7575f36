import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { referencesIn } from '../../src/policy/references.ts';
import type { DeployTarget } from '../../src/providers/deploys/port.ts';
import { deployTargets } from '../../src/wiring/deploy-targets.ts';
import { anOperation, ended } from '../providers/deploys/conformance.ts';
import { localServer, soon } from '../providers/local-server.ts';
import { type LocalGitHub, openLocalGitHub } from '../support/github/local-github.ts';
import type { LocalWorkflow } from '../support/github/local-runs.ts';

const EXAMPLE = 'examples/github-actions';

/** The workflow file as GitHub would take it. */
function workflowIn(file: string): LocalWorkflow {
  const { on, 'run-name': name } = parse(readFileSync(`${EXAMPLE}/workflows/${file}`, 'utf8'));
  return {
    state: 'active',
    inputs: on.workflow_dispatch.inputs,
    runName: inputs =>
      name.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_: string, input: string) => inputs[input] ?? ''),
  };
}

let github: LocalGitHub;
let target: DeployTarget;
let service: Awaited<ReturnType<typeof localServer>>;
beforeAll(async () => {
  github = await openLocalGitHub();
  github.workflows = { 'deploy.yml': workflowIn('deploy.yml'), 'backup.yml': workflowIn('backup.yml') };
  // It does not tell its runs, so that they are found by the names the examples give them.
  github.options.tellsRun = false;
  service = await localServer((_, response) => response.end('v1.3.2\n'));
  const policy = await loadPolicy(`${EXAMPLE}/config`);
  const production = policy.release.services.checkout?.environments.production;
  Object.assign(production?.target ?? {}, { apiUrl: github.url });
  const known: Record<string, string> = { GITHUB_DEPLOY_TOKEN: github.token, CHECKOUT_URL: service.url };
  target = deployTargets(
    () => policy,
    name => known[name] ?? '',
    '',
  )('checkout', 'production');
});
afterAll(async () => {
  await Promise.all([github.close(), service.close()]);
  expect(github.violations).toEqual([]);
});

it('the policy of the example is a good one, and needs a token and an address only', async () => {
  const { release, monitoring } = await loadPolicy(`${EXAMPLE}/config`);
  const references = referencesIn([release.services, monitoring.services]);
  expect(references).toEqual(['GITHUB_DEPLOY_TOKEN', 'CHECKOUT_URL']);
});

it.each([
  ['install', {}],
  ['restore', { version: '1.3.2', against: '1.4.0' }],
  ['install', { against: null }],
  ['run', { action: 'backup' }],
] as const)(
  'its workflows take what tminus hands to %s, and their runs are found by their names',
  async (kind, over) => {
    const operation = anOperation({ kind, ...over });
    await target.start(operation, soon());
    expect(await ended(target, operation)).toEqual({ is: 'succeeded' });
  },
);

it('what runs is what its service says', async () => {
  expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
});
