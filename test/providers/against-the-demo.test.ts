import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, openDemo } from '../../sandbox/demo/open-demo.ts';
import { httpTarget } from '../../src/providers/deploys/http.ts';
import { type DeployTarget, OperationRefused } from '../../src/providers/deploys/port.ts';
import { expositionSource } from '../../src/providers/metrics/exposition.ts';
import { anOperation, ended } from './deploys/conformance.ts';
import { soon } from './local-server.ts';

describe('the demo service', () => {
  let demo: Demo;
  let target: DeployTarget;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tminus-demo-'));
    demo = await openDemo({
      folder,
      token: 'demo-token',
      installMs: 100,
      restoreMs: 50,
      trafficPerSecond: 200,
    });
    target = httpTarget({
      url: demo.url,
      token: 'demo-token',
      service: 'checkout',
      environment: 'production',
    });
  });
  afterAll(async () => {
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  });
  const carryOut = async (over: Parameters<typeof anOperation>[0]) => {
    const operation = anOperation({ against: '1.3.0', ...over });
    await target.start(operation, soon());
    return ended(target, operation);
  };

  it('carries a bad version out and back, and its metrics tell', async () => {
    expect(await target.read(soon())).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
    expect((await carryOut({ kind: 'install', version: '1.4.1' })).is).toBe('succeeded');
    expect((await carryOut({ kind: 'shift', version: '1.4.1', percent: 50 })).is).toBe('succeeded');
    expect(await target.read(soon())).toMatchObject({ shares: { '1.3.0': 50, '1.4.1': 50 } });

    const source = expositionSource({
      urls: [`${demo.url}/services/{service}/{environment}/metrics`],
      healthUrl: `${demo.url}/services/{service}/{environment}/health/{version}`,
    });
    const subject = {
      service: 'checkout',
      environment: 'production',
      canary: '1.4.1',
      baseline: '1.3.0',
    } as const;
    const errors = async () => {
      const { canary } = await source.read(subject, soon());
      return canary.reduce((sum, series) => sum + series.errors, 0);
    };
    await expect.poll(errors, { timeout: 10_000 }).toBeGreaterThan(0);
    const { canary, baseline, healthy } = await source.read(subject, soon());
    expect(canary[0]?.buckets.length).toBeGreaterThan(1);
    expect(baseline[0]?.requests).toBeGreaterThan(0);
    expect(healthy).toBe(true);

    expect((await carryOut({ kind: 'restore', version: '1.3.0', against: '1.4.1', fence: 2 })).is).toBe(
      'succeeded',
    );
    expect((await target.read(soon())).version).toBe('1.3.0');
    await expect(carryOut({ kind: 'shift', version: '1.4.1', percent: 50 })).rejects.toThrow(
      OperationRefused,
    );
  });

  it('tells why a version does not start', async () => {
    const state = await carryOut({ kind: 'install', version: '1.4.3', fence: 3 });
    expect(state).toMatchObject({ is: 'failed', why: expect.stringContaining('1.4.3') });
  });
});
