import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSigned } from '../../../sandbox/demo/signed.ts';
import { json, type LocalServer, localServer } from '../local-server.ts';

interface Known {
  state: 'running' | 'succeeded' | 'failed';
  why?: string;
  output: string;
}

interface Wish {
  kind: string;
  version: string;
  against: string | null;
  percent: number;
  action?: string;
}

export interface Endpoint extends LocalServer {
  token: string;
  /** Where it is set, requests have to be signed with it. */
  signingKey: string | null;
  carriedOut: string[];
  requests: { method: string; url: string; headers: IncomingMessage['headers'] }[];
  print(id: string, text: string): void;
  /** Answers the next request in place of the endpoint. */
  fault: ((response: ServerResponse, request: IncomingMessage) => void) | null;
}

const outputOf = ({ output }: Known, asked: URLSearchParams): string => {
  const offset = Number(asked.get('offset') ?? 0);
  return output.slice(offset, offset + Number(asked.get('limit') ?? 1e9));
};

/** A deploy endpoint after docs/http-target.md, as small as it can be. */
export const openEndpoint = async (): Promise<Endpoint> => {
  const operations = new Map<string, Known>();
  const fences = new Map<string, number>();
  let shares: Record<string, number> = {};
  const endpoint: Omit<Endpoint, keyof LocalServer> = {
    token: 'tok-5f3a9c',
    signingKey: null,
    carriedOut: [],
    requests: [],
    fault: null,
    print: (id, text) => {
      const known = operations.get(id);
      if (known) known.output += text;
    },
  };

  const carryOut = (id: string, wish: Wish) => {
    const { kind, version, against, percent, action } = wish;
    const output = kind === 'run' ? `running ${action}\n` : `installing ${version}\n`;
    const operation: Known = { state: 'running', output };
    operations.set(id, operation);
    endpoint.carriedOut.push(id);
    if (version.endsWith('-hangs')) return operation;
    setTimeout(() => {
      operation.state = 'succeeded';
      if (version.endsWith('-fails')) Object.assign(operation, { state: 'failed', why: 'no such artefact' });
      else if (kind === 'restore') shares = { [version]: 100 };
      else if (kind === 'shift')
        shares = { [version]: percent, ...(against ? { [against]: 100 - percent } : {}) };
      else if (kind === 'install') shares[version] ??= 0;
    }, 20);
    return operation;
  };

  const server = await localServer((request, response, body) => {
    const { method = '', url = '', headers } = request;
    endpoint.requests.push({ method, url, headers });
    const { fault } = endpoint;
    endpoint.fault = null;
    if (fault) return fault(response, request);
    if (headers.authorization !== `Bearer ${endpoint.token}`)
      return json(response, 401, { error: 'unauthorized' });
    if (endpoint.signingKey !== null && !isSigned(request, body, endpoint.signingKey))
      return json(response, 401, { error: 'unauthorized' });
    const { pathname, searchParams } = new URL(url, 'http://endpoint');
    const [, room, first = ''] = pathname.split('/');
    if (room === 'services') {
      const installed = Object.keys(shares);
      const [version = null] = installed.toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
      return json(response, 200, { version, shares, installed });
    }
    const id = decodeURIComponent(first);
    const known = operations.get(id);
    if (method === 'PUT') {
      if (known) return json(response, 200, known);
      const wish = JSON.parse(body);
      const lane = `${wish.service}/${wish.environment}`;
      const fence = Number(headers['tminus-fence']);
      if (headers['idempotency-key'] !== id)
        return json(response, 422, { error: 'the idempotency key is not the id' });
      if (fence < (fences.get(lane) ?? 0)) return json(response, 409, { error: 'superseded' });
      if (wish.kind === 'run' && wish.action !== 'backup')
        return json(response, 422, { error: `there is no action ${wish.action}` });
      fences.set(lane, fence);
      return json(response, 202, carryOut(id, wish));
    }
    if (!known) return json(response, 404, { error: `no operation ${id}` });
    if (method === 'DELETE' && known.state === 'running')
      Object.assign(known, { state: 'failed', why: 'cancelled' });
    return json(response, 200, {
      ...known,
      output: outputOf(known, searchParams),
    });
  });
  return Object.assign(endpoint, server);
};
