import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { kubernetesTarget } from '../../../../src/providers/deploys/kubernetes.ts';
import { OperationRefused, TargetUnavailable } from '../../../../src/providers/deploys/port.ts';
import { page, soon } from '../../local-server.ts';
import { anOperation, ended } from '../conformance.ts';
import type { ApiServer } from './api-server.ts';
import { openCluster, optionsFor, TOKEN } from './rigs.ts';
import { aDeployment, kubeconfigFor, NAMESPACE } from './shop.ts';

const READER = 'tok-reader-51';
const READING = [
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list'] },
];

const apis: ApiServer[] = [];
const opened = async (...how: Parameters<typeof openCluster>): Promise<ApiServer> => {
  const api = await openCluster(...how);
  apis.push(api);
  api.store.create('deployments', NAMESPACE, aDeployment());
  return api;
};
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});

const mistakeOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('nothing was thrown')),
    error => error,
  );

describe('one sentence, without the credential, is said when', () => {
  it.each([
    [
      'the Deployment is not there',
      { layout: { deployment: 'chekout' } },
      'there is no Deployment chekout in namespace shop in the cluster at 127.0.0.1',
    ],
    ['the container is not there', { container: 'web' }, 'has no container `web`; it has `app` and `proxy`'],
    ['the credential is wrong', { token: 'tok-of-somebody-else' }, 'does not accept the credential (401)'],
    [
      'the Role does not allow the change',
      { token: READER },
      'the Role of tminus does not allow changing Deployment checkout in namespace shop: deployments.apps "checkout" is forbidden',
    ],
  ])(
    '%s, and nothing is begun',
    async (_, { token, ...over }: { token?: string; [more: string]: unknown }, sentence) => {
      const api = await opened({ [TOKEN]: null, [READER]: READING });
      const kubeconfig = kubeconfigFor(api.url, token ?? TOKEN);
      const target = kubernetesTarget({ ...optionsFor(api, 'in-place'), kubeconfig, ...over });
      const refusal = await mistakeOf(target.start(anOperation(), soon()));
      expect(refusal).toBeInstanceOf(OperationRefused);
      expect(refusal.message).toContain(sentence);
      expect(refusal.message).not.toContain('\n');
      expect(refusal.message).not.toContain(token ?? TOKEN);
      expect(api.done.size).toBe(0);
    },
  );

  it('nobody listens, somebody hangs, a proxy answers, or the server is in trouble', async () => {
    const api = await opened();
    const silent = createServer(() => {});
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const readFrom = (url: string) =>
      mistakeOf(
        kubernetesTarget({
          ...optionsFor(api, 'in-place'),
          kubeconfig: kubeconfigFor(url, TOKEN),
          timeouts: { callMs: 200 },
        }).read(soon()),
      );
    const said = [await readFrom('http://127.0.0.1:1'), await readFrom(`http://127.0.0.1:${port}`)];
    silent.close();
    api.fault = (_, response) => {
      page(response, 502);
      return true;
    };
    said.push(await readFrom(api.url));
    api.fault = (_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"etcd is gone"}');
      return true;
    };
    said.push(await readFrom(api.url));
    expect(said.every(error => error instanceof TargetUnavailable)).toBe(true);
    expect(said.map(({ message }) => message.replace(/\d{4,5}/, '…'))).toEqual([
      expect.stringContaining('the API server at 127.0.0.1:1 could not be reached: connect ECONNREFUSED'),
      'the API server at 127.0.0.1:… did not answer within 200 ms',
      'the API server at 127.0.0.1:… answered 502 with something that is not JSON',
      'the API server at 127.0.0.1:… answered 500 about Deployment checkout in namespace shop',
    ]);
  });

  it('the kubeconfig is none, lacks the context, or is nowhere', async () => {
    const api = await opened();
    const readWith = (over: { kubeconfig?: string; context?: string }) =>
      mistakeOf(kubernetesTarget({ ...optionsFor(api, 'in-place'), ...over }).read(soon()));
    const { kubeconfig: _, ...inside } = optionsFor(api, 'in-place');
    expect((await readWith({ kubeconfig: 'apiVersion: [' })).message).toContain(
      'the kubeconfig is not one that can be understood',
    );
    expect((await readWith({ kubeconfig: '/nowhere/config' })).message).toContain(
      'the kubeconfig cannot be read (ENOENT)',
    );
    expect((await readWith({ context: 'production' })).message).toContain(
      'the kubeconfig has no context `production`: it has `local`',
    );
    expect((await mistakeOf(kubernetesTarget(inside).read(soon()))).message).toContain(
      'names no kubeconfig and this process does not run in a cluster',
    );
  });
});

it('a kubeconfig that was renewed is read at once when the old credential is not accepted any more', async () => {
  const api = await opened();
  const folder = mkdtempSync(join(tmpdir(), 'tminus-renewed-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, kubeconfigFor(api.url, 'tok-that-ran-out'));
  const target = kubernetesTarget({ ...optionsFor(api, 'in-place'), kubeconfig });
  expect((await mistakeOf(target.read(soon()))).message).toContain('does not accept the credential (401)');
  writeFileSync(kubeconfig, kubeconfigFor(api.url, TOKEN));
  const again = await target.read(soon()).catch((error: Error) => error.message);
  expect(again).not.toContain('401');
  rmSync(folder, { recursive: true });
});

it('an operation whose change is refused half way has failed, with the reason', async () => {
  const api = await opened({
    [READER]: [...READING, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }],
  });
  const kubeconfig = kubeconfigFor(api.url, READER);
  const target = kubernetesTarget({ ...optionsFor(api, 'in-place'), kubeconfig });
  const operation = anOperation();
  // The journal is written; the change of the image is not allowed any more.
  api.fault = (request, response) => {
    if (request.headers['content-type'] !== 'application/strategic-merge-patch+json') return false;
    const body = { kind: 'Status', message: 'admission webhook "images.example.com" denied the request' };
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
  await target.start(operation, soon());
  expect(await ended(target, operation)).toEqual({
    is: 'failed',
    why: expect.stringContaining('admission webhook "images.example.com" denied the request'),
  });
});

it('the certificate of the kubeconfig is believed over HTTPS, whether it is given as content or as a path', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tminus-kube-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '1',
        ],
        ...['-keyout', key, '-out', cert, '-subj', '/CN=api', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    const ca = readFileSync(cert, 'utf8');
    const api = await opened({ [TOKEN]: null }, { key: readFileSync(key, 'utf8'), cert: ca });
    const content = kubeconfigFor(api.url, TOKEN, ca);
    const path = join(folder, 'config');
    writeFileSync(path, content);
    for (const kubeconfig of [content, path]) {
      const target = kubernetesTarget({ ...optionsFor(api, 'in-place'), kubeconfig });
      expect((await target.read(soon())).version).toBeNull();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('calls share a connection', async () => {
  const api = await opened();
  const ports: (number | undefined)[] = [];
  api.fault = request => {
    ports.push(request.socket.remotePort);
    return false;
  };
  const target = kubernetesTarget(optionsFor(api, 'in-place'));
  await target.start(anOperation(), soon());
  await target.check(anOperation(), soon());
  // Two of them are asked at once.
  expect(ports.length).toBeGreaterThan(5);
  expect(new Set(ports).size).toBeLessThanOrEqual(2);
});

it('the client is loaded only when a cluster is called', () => {
  const folder = join(import.meta.dirname, '../../../../src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  const loads = /^import (?!type\b)[^;]*from '@kubernetes\/client-node'/m;
  expect(files.filter(file => loads.test(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
});
