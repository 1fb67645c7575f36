import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { referencesIn } from '../../src/policy/references.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tminus-shell-'));
  for (const name of ['site', 'artefacts', 'made']) mkdirSync(join(folder, name));
  for (const version of ['1.3.0', '1.4.0']) {
    writeFileSync(join(folder, 'made', 'index.html'), version);
    execFileSync('tar', [
      '-czf',
      join(folder, 'artefacts', `${version}.tar.gz`),
      '-C',
      join(folder, 'made'),
      '.',
    ]);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const deploy = (what: string, version = ''): string =>
  execFileSync('examples/shell/deploy.sh', [what], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: process.env.PATH,
      SITE: join(folder, 'site'),
      ARTEFACTS: join(folder, 'artefacts'),
      TMINUS_SERVICE: 'site',
      TMINUS_ENVIRONMENT: 'development',
      TMINUS_VERSION: version,
    },
  });
const served = () => readFileSync(join(folder, 'site', 'current', 'index.html'), 'utf8');

it('the policy of the example is a good one, and needs the folders only', async () => {
  const { release, monitoring } = await loadPolicy('examples/shell/config');
  expect(referencesIn([release.services, monitoring.services])).toEqual(['SITE', 'ARTEFACTS']);
});

it('its script installs, says what runs, and goes back, however often it is asked', () => {
  expect(deploy('read')).toBe('');
  for (const version of ['1.3.0', '1.4.0', '1.4.0']) expect(deploy('install', version)).toContain('serves');
  expect([deploy('read').trim(), served()]).toEqual(['1.4.0', '1.4.0']);
  deploy('restore', '1.3.0');
  expect([deploy('read').trim(), served()]).toEqual(['1.3.0', '1.3.0']);
});

it('its script leaves what serves alone when there is no such version', () => {
  deploy('install', '1.3.0');
  expect(() => deploy('install', '9.9.9')).toThrow();
  expect([deploy('read').trim(), served()]).toEqual(['1.3.0', '1.3.0']);
});
