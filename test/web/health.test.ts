import { afterEach, describe, expect, it } from 'vitest';
import { type HealthPart, openHealth } from '../../src/web/health.ts';
import { openMetrics } from '../../src/web/metrics.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';

let server: WebServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(...parts: HealthPart[]) {
  const health = openHealth(parts);
  const metrics = openMetrics({ sweepAgeMs: () => 250, inFlight: () => 3 });
  server = openWebServer([...health.routes, metrics.route]);
  const port = await server.listen(0);
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };
  return { ask, health, metrics };
}

const part = (name: string, problem: HealthPart['problem']): HealthPart => ({ name, problem });

describe('the process', () => {
  it('is alive whatever the others are', async () => {
    const { ask } = await serve(part('database', () => 'is away'));
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
  });

  it('is ready when every part is well', async () => {
    const { ask } = await serve(
      part('database', async () => null),
      part('slack', () => null),
    );
    const { status, text } = await ask('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ ready: true, parts: { database: 'ok', slack: 'ok' } });
  });

  it('names what keeps it from being ready, and what throws counts as that', async () => {
    const { ask } = await serve(
      part('database', () => Promise.reject(new Error('connection refused'))),
      part('slack', () => null),
    );
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      ready: false,
      parts: { database: 'connection refused', slack: 'ok' },
    });
  });

  it('stays ready without what it can do without, and names it', async () => {
    const { ask } = await serve({ name: 'queue', isOptional: true, problem: () => 'Redis does not answer' });
    const { status, text } = await ask('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ ready: true, parts: { queue: 'Redis does not answer' } });
  });

  it('answers in time although a part never does', async () => {
    const { ask } = await serve(part('database', () => new Promise(() => {})));
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(text).toContain('did not answer within 2000 ms');
  });

  it('is not ready from the moment it is told to stop', async () => {
    const { ask, health } = await serve(part('database', () => null));
    health.stopping();
    expect(await ask('/readyz')).toMatchObject({ status: 503 });
  });

  it('counts what it does, for Prometheus', async () => {
    const { ask, metrics } = await serve();
    metrics.taskEnded('run-step', 'again');
    const { text } = await ask('/metrics');
    expect(text).toContain('tminus_tasks_total{duty="run-step",outcome="again"} 1');
    expect(text).toContain('tminus_sweep_age_seconds 0.25');
    expect(text).toContain('tminus_gestures_in_flight 3');
  });

  it('answers what it does not know with 4xx', async () => {
    const { ask } = await serve();
    expect(await ask('/nothing')).toMatchObject({ status: 404 });
    expect(await ask('/healthz', { method: 'POST' })).toMatchObject({ status: 405 });
  });
});
