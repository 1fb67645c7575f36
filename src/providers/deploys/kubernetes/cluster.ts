import type { RequestContext } from '@kubernetes/client-node';
import { maskSecrets } from '../mask.ts';
import { TargetUnavailable } from '../port.ts';
import { ApiRefused } from './api-refused.ts';
import { keptConnections } from './connections.ts';
import { type ClusterAccess, type LoadedConfig, loadKubeConfig } from './kube-config.ts';

/** A list of ReplicaSets with long templates is the longest that is asked for. */
const MAX_ANSWER_CHARACTERS = 16 * 1024 * 1024;

/** A kubeconfig that was renewed is noticed after so long. */
const RELOAD_AFTER_MS = 5 * 60_000;

export const PATCHES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;
export type PatchType = keyof typeof PATCHES;

/** One thing in the API: `{ path: '/apis/apps/v1/namespaces/shop/deployments/checkout', what: 'Deployment checkout' }`. */
export interface Ref {
  path: string;
  /** For sentences. */
  what: string;
}

/** What is needed of the API of a cluster: plain JSON in, plain JSON out. */
export interface Cluster {
  /** @throws ApiRefused | TargetUnavailable, as all of these */
  get(ref: Ref, signal: AbortSignal): Promise<unknown>;
  list(ref: Ref, labelSelector: string, signal: AbortSignal): Promise<unknown>;
  patch(ref: Ref, type: PatchType, body: unknown, signal: AbortSignal): Promise<unknown>;
  put(ref: Ref, body: unknown, signal: AbortSignal): Promise<unknown>;
}

type Method = 'GET' | 'PATCH' | 'PUT';

interface Call {
  method: Method;
  ref: Ref;
  query?: Record<string, string>;
  type?: string;
  body?: unknown;
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  // node-fetch begins with "request to <address> failed, reason: ".
  const reason = error.message.replace(/^request to .* failed, reason: ?/, '');
  return reason || code || error.name;
};

/** The API of a cluster through the official client's credentials and transport. Nothing is loaded before the first call. */
export function openCluster(access: ClusterAccess, callMs: number): Cluster {
  let loading: Promise<LoadedConfig> | null = null;
  let loadedAt = 0;
  const keepConnection = keptConnections();
  const loaded = (): Promise<LoadedConfig> => {
    if (!loading || Date.now() - loadedAt > RELOAD_AFTER_MS) {
      loadedAt = Date.now();
      loading = loadKubeConfig(access);
      // What could not be read now may be there the next time.
      loading.catch(() => {
        loading = null;
      });
    }
    return loading;
  };

  async function call({ method, ref, query, type, body }: Call, signal: AbortSignal): Promise<unknown> {
    const { config, server, secrets } = await loaded();
    const { host } = new URL(server);
    const unavailable = (what: string, cause?: unknown): TargetUnavailable =>
      new TargetUnavailable(maskSecrets(`the API server at ${host} ${what}`, secrets), { cause });
    if (signal.aborted) throw unavailable('was not asked: the call was given up');
    const { IsomorphicFetchHttpLibrary, RequestContext, HttpMethod } = await import(
      '@kubernetes/client-node'
    );
    const deadline = AbortSignal.timeout(callMs);
    const request: RequestContext = new RequestContext(`${server}${ref.path}`, HttpMethod[method]);
    for (const [name, value] of Object.entries(query ?? {})) request.setQueryParam(name, value);
    request.setHeaderParam('Accept', 'application/json');
    if (type !== undefined) request.setHeaderParam('Content-Type', type);
    if (body !== undefined) request.setBody(JSON.stringify(body));
    request.setSignal(AbortSignal.any([signal, deadline]));
    let status: number;
    let text: string;
    try {
      await config.applySecurityAuthentication(request);
      keepConnection(request);
      const response = await new IsomorphicFetchHttpLibrary().send(request).toPromise();
      status = response.httpStatusCode;
      text = await response.body.text();
    } catch (error) {
      if (signal.aborted) throw unavailable('was not waited for: the call was given up', error);
      if (deadline.aborted) throw unavailable(`did not answer within ${callMs} ms`, error);
      throw unavailable(`could not be reached: ${reasonOf(error)}`);
    }
    if (text.length > MAX_ANSWER_CHARACTERS) throw unavailable(`sent too much about ${ref.what}`);
    let answer: unknown;
    try {
      answer = text.trim() === '' ? {} : JSON.parse(text);
    } catch {
      if (status !== 401) throw unavailable(`answered ${status} with something that is not JSON`);
    }
    if (status >= 200 && status < 300) return answer;
    const refused = ApiRefused.from(status, answer, { method, what: ref.what, host, secrets });
    // It may have been renewed, and going back must not wait until it is read anew by itself.
    if (refused?.because === 'unknown-credential') loadedAt = 0;
    if (refused) throw refused;
    throw unavailable(`answered ${status} about ${ref.what}`);
  }

  return {
    get: (ref, signal) => call({ method: 'GET', ref }, signal),
    list: (ref, labelSelector, signal) => call({ method: 'GET', ref, query: { labelSelector } }, signal),
    patch: (ref, type, body, signal) => call({ method: 'PATCH', ref, type: PATCHES[type], body }, signal),
    put: (ref, body, signal) => call({ method: 'PUT', ref, type: 'application/json', body }, signal),
  };
}
