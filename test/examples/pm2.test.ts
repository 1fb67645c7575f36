import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { referencesIn } from '../../src/policy/references.ts';
import { parseRunning } from '../../src/providers/deploys/shell-read.ts';
import { standIn } from './stand-in.ts';

let folder: string;
let pm2: ReturnType<typeof standIn>;

/** Keeps the version of the one service it knows as PM2 does: what its processes were started with. */
const PM2 = `
case "$1" in
  startOrReload)
    [ -f "$APP/current/server.js" ] || { echo 'no server.js' >&2; exit 1; }
    grep -q broken "$APP/current/server.js" && { echo 'not ready in time' >&2; exit 1; }
    echo "$TMINUS_VERSION" > "$APP/../runs" ;;
  jlist)
    runs=$(cat "$APP/../runs" 2>/dev/null || true)
    [ -n "$runs" ] || { echo '[]'; exit 0; }
    one="{\\"name\\":\\"web\\",\\"pm2_env\\":{\\"status\\":\\"online\\",\\"APP_VERSION\\":\\"$runs\\"}}"
    echo "[$one,$one,{\\"name\\":\\"other\\",\\"pm2_env\\":{\\"status\\":\\"online\\",\\"APP_VERSION\\":\\"9.0.0\\"}}]" ;;
esac
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tminus-pm2-'));
  for (const name of ['app', 'artefacts', 'made']) mkdirSync(join(folder, name));
  for (const [version, server] of [
    ['1.3.0', 'good'],
    ['1.4.0', 'good'],
    ['1.4.3', 'broken'],
  ]) {
    writeFileSync(join(folder, 'made', 'server.js'), `// ${server}`);
    const archive = join(folder, 'artefacts', `${version}.tar.gz`);
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'made'), '.']);
  }
  pm2 = standIn(folder, 'pm2', PM2);
});
afterEach(() => rmSync(folder, { recursive: true }));

const deploy = (what: string, version = '', more = {}): string =>
  execFileSync('examples/pm2/deploy.sh', [what], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: pm2.path,
      APP: join(folder, 'app'),
      ARTEFACTS: join(folder, 'artefacts'),
      TMINUS_SERVICE: 'web',
      TMINUS_ENVIRONMENT: 'production',
      TMINUS_VERSION: version,
      ...more,
    },
  });

it('the policy of the example is a good one, and needs the folders and addresses only', async () => {
  const { release } = await loadPolicy('examples/pm2/config');
  expect(referencesIn(release.services).sort()).toEqual(['APP', 'ARTEFACTS', 'HEALTH_URL', 'PM2_HOME']);
});

it('its script has PM2 replace the processes, says what they run, and goes back, however often it is asked', () => {
  expect(deploy('read')).toBe('');
  for (const version of ['1.3.0', '1.4.0', '1.4.0']) expect(deploy('install', version)).toContain('serves');
  expect(parseRunning(deploy('read'))).toEqual({ version: '1.4.0', shares: { '1.4.0': 100 } });
  deploy('restore', '1.3.0');
  expect(parseRunning(deploy('read'))).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
  expect(pm2.calls()).toContainEqual(
    expect.stringMatching(/^startOrReload .*ecosystem\.config\.cjs --update-env$/),
  );
});

it('its script fails when a version does not get ready, and what runs is still what it was', () => {
  deploy('install', '1.3.0');
  expect(() => deploy('install', '1.4.3')).toThrow('not ready in time');
  expect(parseRunning(deploy('read')).version).toBe('1.3.0');
});

it('its settings for PM2 name the service, its version and a path that no version changes', () => {
  const script = 'console.log(JSON.stringify(require("./examples/pm2/ecosystem.config.cjs")))';
  const env = { ...process.env, APP: '/srv/web', TMINUS_SERVICE: 'web', TMINUS_VERSION: '1.4.0' };
  const { apps } = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env }));
  expect(apps).toEqual([
    expect.objectContaining({ name: 'web', cwd: '/srv/web/current', env: { APP_VERSION: '1.4.0' } }),
  ]);
});

it('its smoke test fails where nobody answers', () => {
  expect(() => deploy('smoke', '', { HEALTH_URL: 'http://127.0.0.1:1/health' })).toThrow(
    'does not answer well',
  );
});

it('is told how to run it', () => {
  const readme = readFileSync('examples/pm2/README.md', 'utf8');
  for (const name of ['APP', 'ARTEFACTS', 'PM2_HOME', 'HEALTH_URL']) expect(readme).toContain(`${name}=`);
});
