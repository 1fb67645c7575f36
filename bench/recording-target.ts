import { type OpenServer, openServer } from './open-server.ts';

export const RUNNING = '1.0.0';

export interface RecordedCall {
  service: string;
  kind: string;
  percent: number;
  /** `performance.now()` of this process when it arrived. */
  at: number;
}

export interface RecordingTarget extends OpenServer {
  /** Resolves with the next call about the service that `is` picks. */
  next(service: string, is: (call: RecordedCall) => boolean): Promise<RecordedCall>;
}

interface Begun {
  kind: 'install' | 'shift' | 'restore';
  service: string;
  version: string;
  against: string | null;
  percent: number;
}

/** The protocol of docs/http-target.md over nothing at all: every operation succeeds at once. */
export async function openRecordingTarget(): Promise<RecordingTarget> {
  const shares = new Map<string, Record<string, number>>();
  const waiting = new Set<(call: RecordedCall) => void>();

  function begin({ kind, service, version, against, percent }: Begun): void {
    const at = performance.now();
    for (const wake of waiting) wake({ service, kind, percent, at });
    if (kind === 'shift') shares.set(service, { [version]: percent, [against ?? RUNNING]: 100 - percent });
    if (kind === 'restore') shares.set(service, { [version]: 100 });
  }

  const server = await openServer((path, method, body) => {
    const [, room = '', service = ''] = path.split('/');
    if (room === 'metrics') return { body: exposition() };
    if (room === 'services') {
      const now = shares.get(service) ?? { [RUNNING]: 100 };
      const [version = RUNNING] = Object.keys(now).sort((one, other) => (now[other] ?? 0) - (now[one] ?? 0));
      return { body: { version, shares: now, installed: Object.keys(now) } };
    }
    if (method === 'PUT') begin(JSON.parse(body) as Begun);
    return { body: { state: 'succeeded' } };
  });
  return {
    ...server,
    next: (service, is) =>
      new Promise(resolve => {
        const look = (call: RecordedCall) => {
          if (call.service !== service || !is(call)) return;
          waiting.delete(look);
          resolve(call);
        };
        waiting.add(look);
      }),
  };
}

/** Healthy figures of both versions, growing with time. */
function exposition(): string {
  const requests = Math.floor(performance.now());
  return [RUNNING, '1.1.0']
    .map(version => `http_requests_total{version="${version}",code="200"} ${requests}\n`)
    .join('');
}
