import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Demo, type DemoOptions, openDemo } from '../../../sandbox/demo/open-demo.ts';
import type { OperationBody, Settings } from '../../../sandbox/demo/protocol.ts';

export const TOKEN = 'demo-token';

/** A demo with one service in production, closed when the test ends. */
export async function aDemo(options: Partial<DemoOptions> = {}): Promise<DemoClient> {
  const folder = options.folder ?? (await aFolder());
  const demo = await openDemo({
    folder,
    token: TOKEN,
    services: [{ name: 'checkout', environments: ['production'], version: '1.3.0' }],
    trafficPerSecond: 0,
    installMs: 60,
    shiftMs: 0,
    restoreMs: 20,
    ...options,
  });
  onTestFinished(() => demo.close());
  return demoClient(demo, folder);
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
  body: any;
}

export type DemoClient = ReturnType<typeof demoClient>;

function demoClient(demo: Demo, folder: string) {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(demo.url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() } as Reply;
  };
  const begin = (id: string, operation: Partial<OperationBody>, fence = 1) =>
    call(
      'PUT',
      `/operations/${id}`,
      {
        kind: 'install',
        service: 'checkout',
        environment: 'production',
        version: '1.4.0',
        against: '1.3.0',
        percent: 0,
        ...operation,
      },
      { 'idempotency-key': id, 'tminus-fence': String(fence) },
    );
  const ended = async (id: string) => {
    for (;;) {
      const { body } = await call('GET', `/operations/${id}`);
      if (body.state !== 'running') return body;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  return {
    folder,
    url: demo.url,
    close: () => demo.close(),
    call,
    begin,
    ended,
    /** Begins an operation and waits for its end. */
    done: async (id: string, operation: Partial<OperationBody>, fence = 1) => {
      await begin(id, operation, fence);
      return ended(id);
    },
    lane: async () => (await call('GET', '/services/checkout/production')).body,
    set: (change: Partial<Settings>) => call('PATCH', '/admin', change),
    /** Resolves when the generated traffic has sent that many requests in all. */
    sent: async (atLeast: number) => {
      for (;;) {
        const { body } = await call('GET', '/services/checkout/production');
        if (body.traffic.sent >= atLeast) return body.traffic;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
  };
}
