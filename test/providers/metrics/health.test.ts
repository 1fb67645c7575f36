import { afterEach, expect, it } from 'vitest';
import { healthSource } from '../../../src/providers/metrics/health.ts';
import { countedBetween } from '../../../src/release/counting.ts';
import { evidenceOf } from '../../../src/release/evidence.ts';
import { anAgreement, shipped } from '../../support/builders.ts';
import { json, type LocalServer, localServer, soon } from '../local-server.ts';
import { subject } from './conformance.ts';

let server: LocalServer | null = null;
afterEach(() => server?.close());

it('a service of which only the health is known passes a phase when its checks did all the time, and else asks', async () => {
  let status = 200;
  server = await localServer((_, response) => json(response, status, {}));
  const source = healthSource({ healthUrl: `${server.url}/{canary}/health` });
  const monitoring = {
    ...shipped.monitoring,
    services: {
      checkout: {
        production: {
          triggers: 'default',
          metrics: { kind: 'health' as const, healthUrl: 'http://checkout/health' },
        },
      },
    },
  };
  const { watch } = anAgreement({}, { ...shipped, monitoring }).terms;
  const sample = async (at: number) => ({
    at,
    problem: null,
    measurement: countedBetween(null, await source.read(subject, soon())),
  });
  const samples = [await sample(10_000), await sample(20_000)];
  expect(evidenceOf(watch, samples, 20_000).verdict).toBe('pass');
  status = 503;
  samples.push(await sample(30_000));
  expect(evidenceOf(watch, samples, 30_000)).toMatchObject({
    verdict: 'fail',
    missed: [{ measure: { figure: 'uptime_percent' }, limit: 100 }],
  });
  await server.close();
  expect((await source.read(subject, soon())).checks).toMatchObject([
    { ok: false, why: 'could not be reached' },
  ]);
});
