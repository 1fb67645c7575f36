import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { referencesIn } from '../../src/policy/references.ts';
import { parseRunning } from '../../src/providers/deploys/shell-read.ts';
import { standIn } from './stand-in.ts';

let folder: string;
let kubectl: ReturnType<typeof standIn>;

/** A Deployment of three pods; the last one of a version that ends in 3 never becomes ready. Jobs end at once. */
const KUBECTL = `
cd "$ROOM"
case "$1 $2" in
  'set image') echo "\${4#*=}" > wanted; { echo "\${4#*=}"; echo "\${4#*=}"; } > pods
    case "$4" in *3) tail -n 1 before >> pods 2>/dev/null ;; *) echo "\${4#*=}" >> pods; cp pods before ;; esac
    echo 'image updated' ;;
  'rollout status') grep -q '3$' wanted && { echo 'error: exceeded its progress deadline' >&2; exit 1; }
    echo 'successfully rolled out' ;;
  'get pods') cat pods 2>/dev/null || true ;;
  'create job') echo "$3" >> jobs ;;
  'get job') grep -qx "$3" jobs 2>/dev/null || exit 1
    [ "$4" = -o ] || exit 0
    case "$3" in *3) echo Failed ;; *) echo Complete ;; esac ;;
  logs*) echo 'altering 2 tables' ;;
esac
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tminus-kubectl-'));
  kubectl = standIn(folder, 'kubectl', KUBECTL);
  writeFileSync(join(folder, 'before'), 'registry.example.com:5000/checkout:1.3.2\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const deploy = (what: string, version = '', more = {}): string =>
  execFileSync('examples/kubectl/deploy.sh', [what], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: kubectl.path,
      ROOM: folder,
      IMAGE: 'registry.example.com:5000/checkout',
      TMINUS_SERVICE: 'checkout',
      TMINUS_ENVIRONMENT: 'production',
      TMINUS_VERSION: version,
      POLL_SECONDS: '0.02',
      ...more,
    },
  });

it('the policy of the example is a good one, and needs the image and the cluster only', async () => {
  const { release } = await loadPolicy('examples/kubectl/config');
  expect(referencesIn(release.services).sort()).toEqual(['IMAGE', 'KUBECONFIG']);
});

it('its script sets the image, waits for the rollout, says what the pods run, and goes back', () => {
  expect(deploy('read')).toBe('');
  deploy('install', '1.4.0');
  expect(parseRunning(deploy('read'))).toEqual({ version: '1.4.0', shares: { '1.4.0': 100 } });
  deploy('restore', '1.3.2');
  expect(parseRunning(deploy('read')).version).toBe('1.3.2');
  expect(kubectl.calls()).toContain(
    'set image deployment/checkout checkout=registry.example.com:5000/checkout:1.4.0',
  );
  expect(kubectl.calls().join('\n')).not.toContain('patch');
});

it('its script replaces as many pods at once as the strategy says', () => {
  deploy('install', '1.4.0', { TMINUS_MAX_SURGE: '1', TMINUS_MAX_UNAVAILABLE: '1' });
  const [patch] = kubectl.calls();
  const [, body = ''] = patch?.split(' -p ') ?? [];
  expect(JSON.parse(body)).toEqual({
    spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
  });
});

it('its script fails when pods do not become ready, and shows both versions', () => {
  expect(() => deploy('install', '1.4.3')).toThrow('exceeded its progress deadline');
  const { version, shares } = parseRunning(deploy('read'));
  expect(version).toBe('1.4.3');
  expect(shares['1.3.2']).toBeCloseTo(33.33, 1);
});

it('its migration runs once for each version, and its logs are the output', () => {
  expect(deploy('migrate', '1.4.0')).toContain('altering 2 tables');
  expect(deploy('migrate', '1.4.0')).toContain('altering 2 tables');
  expect(readFileSync(join(folder, 'jobs'), 'utf8')).toBe('migrate-checkout-1-4-0\n');
});

it('its migration fails when the Job does, and says so', () => {
  expect(() => deploy('migrate', '1.4.3')).toThrow('the migration to 1.4.3 failed');
});
