import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Lane } from './lane.ts';
import { laneKey, Nonsense, type Operations, Superseded } from './operations.ts';
import { OperationBody, type OperationRecord, type Settings, SettingsChange } from './protocol.ts';
import { isSigned } from './signed.ts';
import { DEMO_VERSIONS } from './versions.ts';

export interface DemoParts {
  token: string;
  /** Where there is one, deploys have to be signed with it. */
  signingKey?: string;
  settings: Settings;
  lanes: Map<string, Lane>;
  operations: Operations;
  /** Resolves when the present state is on disk. */
  saved(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
}

const MAX_BODY_BYTES = 64 * 1024;
const reply = (status: number, body: unknown): Answer => ({ status, body });
const refuse = (status: number, error: string): Answer => reply(status, { error });
const unknownLane = refuse(404, 'no such service and environment');

/** Answers the deploy protocol of docs/http-target.md, and the demo's own addresses. */
export function answerDemo(parts: DemoParts) {
  const { settings, lanes, operations } = parts;

  const mayDeploy = (request: IncomingMessage, body: string): boolean =>
    allowed(request, parts.token) &&
    (parts.signingKey === undefined || isSigned(request, body, parts.signingKey));

  const operation = async (
    request: IncomingMessage,
    id: string,
    part: { offset: number; limit: number },
  ): Promise<Answer> => {
    const body = await bodyOf(request);
    if (!mayDeploy(request, body)) return refuse(401, 'unauthorized');
    switch (request.method) {
      case 'GET': {
        const record = operations.find(id);
        return record ? reply(200, stateOf(record, part)) : refuse(404, 'no such operation');
      }
      case 'PUT': {
        const fence = Number(request.headers['tminus-fence'] ?? Number.NaN);
        if (!Number.isSafeInteger(fence)) return refuse(422, 'the header Tminus-Fence must be an integer');
        if (request.headers['idempotency-key'] !== id) {
          return refuse(422, 'the header Idempotency-Key must be the operation id');
        }
        const { record, known } = operations.begin(id, fence, OperationBody.parse(JSON.parse(body)));
        await parts.saved();
        return reply(known ? 200 : 202, stateOf(record));
      }
      case 'DELETE': {
        const record = operations.cancel(id);
        return record ? reply(200, stateOf(record)) : refuse(404, 'no such operation');
      }
      default:
        return refuse(405, 'only GET, PUT and DELETE');
    }
  };

  const route = async (request: IncomingMessage, url: URL): Promise<Answer | string> => {
    const [first, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (first === 'versions') return reply(200, { versions: DEMO_VERSIONS, running: running(lanes) });
    if (first === 'services') {
      const [service = '', environment = '', what, version = ''] = rest;
      const lane = lanes.get(laneKey(service, environment));
      if (!lane) return unknownLane;
      if (what === 'metrics') return lane.metrics();
      if (what === 'health') return health(lane, version);
      return mayDeploy(request, '') ? reply(200, describe(lane)) : refuse(401, 'unauthorized');
    }
    if (first === 'operations' && rest[0]) {
      const count = (name: string, otherwise: number) => Number(url.searchParams.get(name) ?? otherwise) || 0;
      return operation(request, rest[0], { offset: count('offset', 0), limit: count('limit', 1e6) });
    }
    if (!allowed(request, parts.token)) return refuse(401, 'unauthorized');
    if (first === 'admin') {
      if (request.method === 'PATCH')
        Object.assign(settings, SettingsChange.parse(JSON.parse(await bodyOf(request))));
      return reply(200, {
        settings,
        lanes: [...lanes.values()].map(describe),
        operations: operations.records(),
      });
    }
    return refuse(404, 'no such address');
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://demo');
    const admin = url.pathname.startsWith('/admin');
    const outage = url.pathname.endsWith('/metrics') ? settings.metricsOutage : settings.outage;
    if (outage === 'reset' && !admin) return void request.destroy();
    if (outage === 'hang' && !admin) return;
    const answer =
      outage === 'unavailable' && !admin
        ? refuse(503, 'unavailable')
        : await route(request, url).catch((error: unknown) => refusal(error));
    // The page is served from another port and shows the versions.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader(
      'content-type',
      typeof answer === 'string' ? 'text/plain; version=0.0.4' : 'application/json',
    );
    response.writeHead(typeof answer === 'string' ? 200 : answer.status);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer.body));
  };
}

/** `offset` and `limit` count characters of the output. */
function stateOf(
  { state, note, why, output }: OperationRecord,
  { offset, limit } = { offset: 0, limit: 1e6 },
) {
  return { state, note, why, output: output.slice(offset, offset + limit) };
}

function describe(lane: Lane) {
  const { service, environment, url, traffic } = lane;
  const facts = { version: lane.version(), shares: lane.shares(), installed: lane.installed() };
  return { service, environment, url, ...facts, traffic };
}

function running(lanes: Map<string, Lane>) {
  return [...lanes.values()].map(lane => ({
    service: lane.service,
    environment: lane.environment,
    version: lane.version(),
    shares: lane.shares(),
  }));
}

function health(lane: Lane, version: string): Answer {
  const backend = lane.backend(version);
  if (!backend) return refuse(404, `${version} is not installed`);
  const reason = backend.ill();
  return reason ? reply(503, { ok: false, version, reason }) : reply(200, { ok: true, version });
}

function allowed(request: IncomingMessage, token: string): boolean {
  const wanted = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(request.headers.authorization ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

class TooLarge extends Error {
  override name = 'TooLarge';
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new TooLarge('the body is larger than 64 kB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(error: unknown): Answer {
  if (error instanceof Superseded) return refuse(409, 'superseded');
  if (error instanceof Nonsense) return refuse(422, error.message);
  if (error instanceof TooLarge) return refuse(413, error.message);
  if (error instanceof z.ZodError) {
    const problems = error.issues.map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return refuse(422, problems.join('; '));
  }
  if (error instanceof SyntaxError) return refuse(400, 'the body is not JSON');
  if (error instanceof URIError) return refuse(400, 'the address is not well encoded');
  return refuse(500, 'something went wrong here');
}
