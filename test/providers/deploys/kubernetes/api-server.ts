import { randomUUID } from 'node:crypto';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from '../../local-server.ts';
import { type KubeObject, RESOURCES, type Resource } from './kube-object.ts';
import { AlreadyExists, ObjectStore, type Part } from './object-store.ts';
import { jsonPatch, mergePatch, PatchFailed, strategicMergePatch } from './patches.ts';

export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

export interface ApiServer {
  url: string;
  store: ObjectStore;
  /** `verb group/resource`, as authorised; each once. */
  seen: Set<string>;
  /** Successful changes that carried a note of the operation, by its id: what was really done. */
  done: Map<string, number>;
  /** Called before a request is handled; answers in its place by returning true. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;
  /** Kinds whose status has no address of its own, as Rollouts before 0.10. */
  withoutStatus: Set<string>;
  /** Called after a GET was answered: the moment in which somebody else may be faster. */
  afterGet: ((path: string) => void) | null;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  /** Rules by bearer token; `null` may do everything. */
  tokens: Readonly<Record<string, readonly Rule[] | null>>;
  tls?: { key: string; cert: string };
}

class Refused extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

interface Asked {
  resource: Resource;
  namespace: string;
  name: string | null;
  part: Part;
}

function asked(path: string): Asked | null {
  const [, api, ...rest] = path.split('/').map(decodeURIComponent);
  const group = api === 'apis' ? rest.shift() : '';
  const [version, word, namespace, plural, name = null, sub] = rest;
  const resource = RESOURCES.find(
    one => one.group === group && one.version === version && one.plural === plural,
  );
  if (word !== 'namespaces' || !namespace || !resource) return null;
  if (sub !== undefined && (sub !== 'status' || !resource.statusSubresource)) return null;
  return { resource, namespace, name, part: sub === 'status' ? 'status' : 'main' };
}

const suits =
  (selector: string) =>
  ({ metadata }: KubeObject): boolean =>
    selector === '' ||
    selector.split(',').every(term => {
      const [key = '', value] = term.split('=');
      return metadata.labels?.[key] === value;
    });

/** An API server as far as a deploy goes. Errors and bookkeeping are those of the real one; see its tests. */
export async function openApiServer({ tokens, tls }: ApiServerOptions): Promise<ApiServer> {
  const store = new ObjectStore();
  const api: Omit<ApiServer, 'url' | 'close'> = {
    store,
    seen: new Set(),
    done: new Map(),
    fault: null,
    withoutStatus: new Set(),
    afterGet: null,
  };

  function authorise(
    request: IncomingMessage,
    { resource, name, part, namespace }: Asked,
    watch: boolean,
  ): void {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const rules = tokens[token];
    if (rules === undefined) throw new Refused(401, 'Unauthorized', 'Unauthorized');
    const reading = watch ? 'watch' : name === null ? 'list' : 'get';
    const verbs: Record<string, string> = { PATCH: 'patch', PUT: 'update', POST: 'create', DELETE: 'delete' };
    const verb = verbs[request.method ?? ''] ?? reading;
    const { group, plural } = resource;
    const wanted = part === 'status' ? `${plural}/status` : plural;
    const may = rules?.some(
      rule => rule.apiGroups.includes(group) && rule.resources.includes(wanted) && rule.verbs.includes(verb),
    );
    if (rules && !may) {
      const about = name === null ? '' : ` "${name}"`;
      throw new Refused(
        403,
        'Forbidden',
        `${wanted}.${group || 'core'}${about} is forbidden: User "tminus" cannot ${verb} resource "${wanted}" in API group "${group}" in the namespace "${namespace}"`,
      );
    }
    if (rules) api.seen.add(`${verb} ${group}/${wanted}`);
  }

  function change(
    request: IncomingMessage,
    { resource, namespace, name, part }: Asked,
    body: string,
  ): KubeObject {
    const { plural, group } = resource;
    const before = store.find(plural, namespace, name ?? '');
    if (!before) throw new Refused(404, 'NotFound', `${plural}.${group} "${name}" not found`);
    const given = JSON.parse(body) as unknown;
    const wanted = request.method === 'PUT' ? (given as KubeObject) : patched(request, before, given);
    const { resourceVersion } = wanted.metadata;
    if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion) {
      throw new Refused(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${plural}.${group} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    }
    forbidInvalid(before, wanted);
    const after = store.replace(plural, wanted, api.withoutStatus.has(plural) ? 'whole' : part);
    const operation = after.metadata.annotations?.['tminus.dev/operation'];
    if (operation && operation !== before.metadata.annotations?.['tminus.dev/operation']) {
      api.done.set(operation, (api.done.get(operation) ?? 0) + 1);
    }
    return after;

    function patched({ headers }: IncomingMessage, object: KubeObject, patch: unknown): KubeObject {
      const type = headers['content-type'];
      if (type === 'application/json-patch+json') return jsonPatch(object, patch) as KubeObject;
      if (type === 'application/merge-patch+json') return mergePatch(object, patch) as KubeObject;
      if (type === 'application/strategic-merge-patch+json' && resource.strategicMerge)
        return strategicMergePatch(object, patch) as KubeObject;
      throw new Refused(
        415,
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json`,
      );
    }
  }

  function watch(
    request: IncomingMessage,
    response: ServerResponse,
    { resource, namespace }: Asked,
    selector: string,
  ) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const object of store.list(resource.plural, namespace, suits(selector))) {
      response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
    }
    const stop = store.listen(({ type, resource: { plural }, object }) => {
      if (plural !== resource.plural || object.metadata.namespace !== namespace || !suits(selector)(object))
        return;
      response.write(`${JSON.stringify({ type, object })}\n`);
    });
    request.on('close', stop);
  }

  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    try {
      const namespace = answerToNamespaces(request, pathname, body);
      if (namespace) {
        json(response, 200, namespace);
        return;
      }
      const about = asked(pathname);
      if (!about || (about.part === 'status' && api.withoutStatus.has(about.resource.plural)))
        throw new Refused(404, 'NotFound', 'the server could not find the requested resource');
      const isWatch = /^(true|1)$/.test(searchParams.get('watch') ?? '');
      authorise(request, about, isWatch);
      const selector = searchParams.get('labelSelector') ?? '';
      if (isWatch) watch(request, response, about, selector);
      else json(response, request.method === 'POST' ? 201 : 200, answerTo(request, about, selector, body));
      if (request.method === 'GET') api.afterGet?.(pathname);
    } catch (error) {
      const { status, reason, message } = refusedFor(error);
      json(response, status, {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message,
        reason,
        code: status,
      });
    }
  };

  /** Only whoever may do everything makes and takes away whole namespaces. */
  function answerToNamespaces({ method, headers }: IncomingMessage, path: string, body: string) {
    const [, name] = /^\/api\/v1\/namespaces(?:\/([^/]+))?$/.exec(path) ?? [null];
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (tokens[token] !== null) return null;
    if (method === 'POST' && path === '/api/v1/namespaces') {
      const { metadata } = JSON.parse(body) as { metadata: { generateName: string } };
      return { kind: 'Namespace', metadata: { name: `${metadata.generateName}${randomUUID().slice(0, 5)}` } };
    }
    if (method !== 'DELETE' || !name) return null;
    store.removeNamespace(name);
    return { kind: 'Namespace', metadata: { name } };
  }

  function answerTo(request: IncomingMessage, about: Asked, selector: string, body: string): unknown {
    const { resource, namespace, name } = about;
    const { plural, group } = resource;
    if (request.method === 'PATCH' || request.method === 'PUT') return change(request, about, body);
    if (request.method === 'POST') return store.create(plural, namespace, JSON.parse(body));
    if (request.method === 'DELETE') {
      store.remove(plural, namespace, name ?? '');
      return { kind: 'Status', status: 'Success' };
    }
    if (name === null) {
      const items = store.list(plural, namespace, suits(selector));
      return { kind: 'List', metadata: { resourceVersion: store.version }, items };
    }
    const found = store.find(plural, namespace, name);
    if (!found) throw new Refused(404, 'NotFound', `${plural}.${group} "${name}" not found`);
    return found;
  }

  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (!api.fault?.(request, response)) answer(request, response, body);
  };
  const server = tls ? createTlsServer(tls, listener) : createPlainServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function refusedFor(error: unknown): Refused {
  if (error instanceof Refused) return error;
  // The real one answers so to a failed `test`, and not 409.
  if (error instanceof PatchFailed) {
    return new Refused(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${error.message}`,
    );
  }
  if (error instanceof AlreadyExists) return new Refused(409, 'AlreadyExists', error.message);
  return new Refused(500, 'InternalError', String(error));
}

function forbidInvalid(before: KubeObject, wanted: KubeObject): void {
  const invalid = (why: string) => new Refused(422, 'Invalid', `${before.kind} is invalid: ${why}`);
  if (before.kind !== 'Deployment') return;
  if (JSON.stringify(before.spec.selector) !== JSON.stringify(wanted.spec.selector))
    throw invalid('spec.selector: field is immutable');
  const { containers } = (wanted.spec.template as { spec: { containers: { image?: string }[] } }).spec;
  const at = containers.findIndex(({ image }) => !image);
  if (at !== -1) throw invalid(`spec.template.spec.containers[${at}].image: Required value`);
}
