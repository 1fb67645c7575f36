import { expect, it } from 'vitest';
import { httpTarget } from '../../../src/providers/deploys/http.ts';
import type { Operation } from '../../../src/providers/deploys/port.ts';
import { expositionSource } from '../../../src/providers/metrics/exposition.ts';
import { aDemo, TOKEN } from './demo-client.ts';

it('the demo can be deployed to and watched with the adapters that ship', async () => {
  const demo = await aDemo({ trafficPerSecond: 200 });
  const place = { service: 'checkout', environment: 'production' } as const;
  const target = httpTarget({ url: demo.url, token: TOKEN, ...place });
  const source = expositionSource({
    urls: [`${demo.url}/services/{service}/{environment}/metrics`],
    healthUrl: `${demo.url}/services/{service}/{environment}/health/{canary}`,
  });
  const { signal } = new AbortController();
  const sides = { version: '1.4.0', against: '1.3.0', ...place };
  const carryOut = async (operation: Operation) => {
    await target.start(operation, signal);
    await demo.ended(operation.id);
    return target.check(operation, signal);
  };

  expect(
    await carryOut({ id: 'r.install.1', kind: 'install', percent: 0, fence: 1, ...sides }),
  ).toMatchObject({
    is: 'succeeded',
  });
  expect(await carryOut({ id: 'r.traffic.1', kind: 'shift', percent: 50, fence: 2, ...sides })).toMatchObject(
    {
      is: 'succeeded',
    },
  );
  expect(await target.read(signal)).toEqual({ version: '1.3.0', shares: { '1.3.0': 50, '1.4.0': 50 } });

  const { byVersion } = await demo.sent(100);
  const reading = await source.read({ canary: '1.4.0', baseline: '1.3.0', ...place }, signal);
  const [canary] = reading.canary;
  expect(canary?.requests).toBeGreaterThanOrEqual(byVersion['1.4.0']);
  expect(canary?.errors).toBe(0);
  expect(canary?.buckets.length).toBeGreaterThan(5);
  expect(reading.baseline).toHaveLength(1);
  expect(reading.healthy).toBe(true);

  const back = { ...sides, version: '1.3.0', against: '1.4.0', percent: 0, fence: 3 };
  expect(await carryOut({ id: 'r.back.1', kind: 'restore', ...back })).toMatchObject({ is: 'succeeded' });
  expect(await target.read(signal)).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
});
