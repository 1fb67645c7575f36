import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpTarget } from '../../../src/providers/deploys/http.ts';
import { signature } from '../../../src/providers/deploys/http-signature.ts';
import {
  type DeployTarget,
  OperationRefused,
  TargetUnavailable,
} from '../../../src/providers/deploys/port.ts';
import { json, localServer, page, soon } from '../local-server.ts';
import { anOperation, deployTargetConformance, ended } from './conformance.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';

const targetOf = (endpoint: Endpoint, over: { token?: string; callMs?: number } = {}): DeployTarget =>
  httpTarget({
    url: endpoint.url,
    token: over.token ?? endpoint.token,
    service: 'checkout',
    environment: 'production',
    can: { shift: true, granularityPercent: 1, run: true },
    timeouts: { callMs: over.callMs ?? 2_000 },
  });

deployTargetConformance('HTTP', async () => {
  const endpoint = await openEndpoint();
  return {
    target: targetOf(endpoint),
    effects: async id => endpoint.carriedOut.filter(one => one === id).length,
    close: endpoint.close,
  };
});

describe('a deploy endpoint that wants signatures', () => {
  let endpoint: Endpoint;
  beforeEach(async () => {
    endpoint = await openEndpoint();
    endpoint.signingKey = 'key-91ce';
  });
  afterEach(() => endpoint.close());
  const signedBy = (signingKey: string) =>
    httpTarget({
      url: endpoint.url,
      token: endpoint.token,
      signingKey,
      service: 'checkout',
      environment: 'production',
      can: { shift: true, granularityPercent: 1, run: true },
    });

  it('accepts every kind of request that is signed with its key', async () => {
    const target = signedBy('key-91ce');
    const operation = anOperation({ id: 'checkout-1.4.0+7-ab.install.1' });
    await target.start(operation, soon());
    expect((await ended(target, operation)).is).toBe('succeeded');
    expect(await target.output(operation, 0, soon())).toContain('installing');
    await target.cancel(operation, soon());
    expect((await target.read(soon())).shares).toEqual({ '1.4.0': 0 });
  });

  it('gets neither the key nor, where only the key is set, a token', async () => {
    const target = httpTarget({
      url: endpoint.url,
      signingKey: 'key-91ce',
      service: 'a',
      environment: 'staging',
    });
    const error = await target.read(soon()).catch(problem => problem);
    expect(error.message).toContain('does not accept the signature or the token (401)');
    expect(endpoint.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(endpoint.requests)).not.toContain('key-91ce');
  });

  it.each([
    ['another key', signature({ method: 'GET', path: '/x', fence: '', body: '' }, 'other')],
    ['another address', signature({ method: 'GET', path: '/y', fence: '', body: '' }, 'key-91ce')],
    [
      'an hour ago',
      signature({ method: 'GET', path: '/x', fence: '', body: '' }, 'key-91ce', Date.now() - 3.6e6),
    ],
    ['nothing', {}],
  ])('refuses what is signed with %s', async (_, headers) => {
    const answer = await fetch(`${endpoint.url}/x`, {
      headers: { ...headers, authorization: `Bearer ${endpoint.token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('notices a fence or a body that was changed on the way', async () => {
    const signed = { method: 'PUT', path: '/operations/a', fence: '7', body: '{}' };
    for (const change of [{ fence: '9' }, { body: '{"kind":"restore"}' }]) {
      const sent = { ...signed, ...change };
      const answer = await fetch(endpoint.url + sent.path, {
        method: 'PUT',
        headers: {
          ...signature(signed, 'key-91ce'),
          authorization: `Bearer ${endpoint.token}`,
          'tminus-fence': sent.fence,
        },
        body: sent.body,
      });
      expect(answer.status).toBe(401);
    }
  });
});

describe('a deploy endpoint that misbehaves', () => {
  let endpoint: Endpoint;
  beforeEach(async () => {
    endpoint = await openEndpoint();
  });
  afterEach(() => endpoint.close());

  it.each([
    ['503', 'answered 503', (response: ServerResponse) => json(response, 503, { error: 'busy' })],
    ['a web page', 'not JSON (text/html)', (response: ServerResponse) => page(response, 502)],
    ['a web page that says 404', 'not JSON', (response: ServerResponse) => page(response, 404)],
    ['a reset', 'could not be reached', (response: ServerResponse) => response.socket?.resetAndDestroy()],
    [
      'half an answer',
      'could not be reached',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"state":');
        setImmediate(() => response.socket?.destroy());
      },
    ],
    [
      'an unknown state',
      'state is wrong',
      (response: ServerResponse) => json(response, 200, { state: 'fine' }),
    ],
    ['nothing', 'cannot be understood', (response: ServerResponse) => response.writeHead(200).end()],
    [
      '3 MB',
      'more than',
      (response: ServerResponse) => json(response, 200, { state: 'running', output: 'x'.repeat(3e6) }),
    ],
  ])('is unavailable when it answers %s, and never absent', async (_, sentence, fault) => {
    const target = targetOf(endpoint);
    endpoint.fault = fault;
    const error = await target.check(anOperation(), soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain(endpoint.token);
  });

  it('does not hold a call longer than its deadline', async () => {
    endpoint.fault = () => {};
    await expect(targetOf(endpoint, { callMs: 100 }).check(anOperation(), soon())).rejects.toThrow(
      'did not answer within 100 ms',
    );
  });

  it('does not hold a call that the caller gives up', async () => {
    endpoint.fault = () => {};
    await expect(targetOf(endpoint).check(anOperation(), soon(50))).rejects.toThrow('given up');
  });

  it('is unavailable when nobody listens', async () => {
    await endpoint.close();
    await expect(targetOf(endpoint).read(soon())).rejects.toThrow(TargetUnavailable);
  });

  it('leaves open whether an operation began when the answer to its start is lost', async () => {
    const target = targetOf(endpoint);
    const operation = anOperation();
    endpoint.fault = response => response.socket?.resetAndDestroy();
    const error = await target.start(operation, soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(await target.check(operation, soon())).toEqual({ is: 'absent' });
    await target.start(operation, soon());
    expect(endpoint.carriedOut).toEqual([operation.id]);
  });

  it('is seen to its end however much it prints', async () => {
    const target = targetOf(endpoint);
    const operation = anOperation();
    await target.start(operation, soon());
    await ended(target, operation);
    endpoint.print(operation.id, 'x'.repeat(3e6));
    expect((await target.check(operation, soon())).is).toBe('succeeded');
    expect((await target.output(operation, 0, soon())).length).toBe(512 * 1024);
  });

  it('refuses for good what the endpoint cannot do', async () => {
    endpoint.fault = response => json(response, 422, { error: '1.4.0 is not installed' });
    const error = await targetOf(endpoint)
      .start(anOperation(), soon())
      .catch(problem => problem);
    expect(error).toBeInstanceOf(OperationRefused);
    expect(error.reason).toBe('rejected');
    expect(error.message).toContain('1.4.0 is not installed');
  });

  it('says that the token is not accepted, without the token', async () => {
    const error = await targetOf(endpoint, { token: 'wrong-token-77' })
      .read(soon())
      .catch(problem => problem);
    expect(error.message).toContain('does not accept the token');
    expect(error.message).not.toContain('wrong-token-77');
  });

  it('masks a token that the endpoint repeats in its complaint', async () => {
    endpoint.fault = (response, request) =>
      json(response, 500, { error: `bad ${request.headers.authorization}` });
    const error = await targetOf(endpoint)
      .read(soon())
      .catch(problem => problem);
    expect(error.message).toContain('bad Bearer •••');
    expect(error.message).not.toContain(endpoint.token);
  });

  it('does not understand a version that is none', async () => {
    endpoint.fault = response => json(response, 200, { version: 'latest', shares: {}, installed: [] });
    await expect(targetOf(endpoint).read(soon())).rejects.toThrow('version is wrong');
  });

  it('reads versions without their v', async () => {
    endpoint.fault = response =>
      json(response, 200, { version: 'v1.3.2', shares: { 'v1.3.2': 100 }, installed: ['v1.3.2', 'v1.4.0'] });
    expect(await targetOf(endpoint).read(soon())).toEqual({
      version: '1.3.2',
      shares: { '1.3.2': 100, '1.4.0': 0 },
    });
  });

  it('never carries the token along a redirect', async () => {
    const asked: unknown[] = [];
    const elsewhere = await localServer((request, response) => {
      asked.push(request.headers.authorization);
      json(response, 200, { state: 'succeeded' });
    });
    endpoint.fault = response => response.writeHead(307, { location: `${elsewhere.url}/operations/x` }).end();
    await expect(targetOf(endpoint).check(anOperation(), soon())).rejects.toThrow('redirect');
    expect(asked).toEqual([]);
    await elsewhere.close();
  });

  it.each(['ftp://deploy.example.com', 'not an address', 'https://ana:hunter2@deploy.example.com'])(
    'is not set up with the address %s, which is not repeated',
    url => {
      const setUp = () => httpTarget({ url, token: 't', service: 'checkout', environment: 'staging' });
      expect(setUp).toThrow('the address of an HTTP deploy target must be http(s)');
      expect(setUp).not.toThrow('hunter2');
    },
  );
});
