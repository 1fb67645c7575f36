import { describe, expect, it } from 'vitest';
import { aDemo, type DemoClient } from './demo-client.ts';

const scrape = async (demo: DemoClient) =>
  (await fetch(`${demo.url}/services/checkout/production/metrics`)).text();

const counted = (text: string, version: string, code: string) =>
  Number(
    new RegExp(`^http_requests_total\\{[^}]*version="${version}"[^}]*code="${code}"\\} (\\d+)`, 'm').exec(
      text,
    )?.[1],
  );

describe('traffic', () => {
  it('is divided as the shares say', async () => {
    const demo = await aDemo();
    await demo.done('r.install.1', { kind: 'install' });
    await demo.done('r.traffic.1', { kind: 'shift', percent: 25 });
    await demo.set({ trafficPerSecond: 300 });
    await demo.sent(400);
    await demo.set({ trafficPerSecond: 0 });
    const { byVersion } = await demo.sent(400);
    const share = byVersion['1.4.0'] / (byVersion['1.4.0'] + byVersion['1.3.0']);
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
  });

  it('loses no request while shares change and versions are stopped', async () => {
    const demo = await aDemo({ trafficPerSecond: 200, installMs: 0, restoreMs: 0 });
    for (let round = 1; round <= 8; round += 1) {
      await demo.done(`r.install.${round}`, { kind: 'install' });
      await demo.done(`r.half.${round}`, { kind: 'shift', percent: 50 });
      await demo.done(`r.all.${round}`, { kind: 'shift', percent: 100 });
      await demo.sent(round * 40);
      await demo.done(`r.back.${round}`, { kind: 'restore', version: '1.3.0', against: '1.4.0' });
    }
    const traffic = await demo.sent(350);
    expect(traffic).toMatchObject({ failed: 0, lost: 0 });
    expect(traffic.byVersion['1.4.0']).toBeGreaterThan(0);
  });

  it('reaches no request to a version at 0 %', async () => {
    const demo = await aDemo({ trafficPerSecond: 200 });
    await demo.done('r.install.1', { kind: 'install' });
    await demo.sent(100);
    expect((await demo.sent(100)).byVersion['1.4.0']).toBeUndefined();
    expect(counted(await scrape(demo), '1.4.0', '200')).toBe(0);
  });
});

describe('metrics', () => {
  it('begin at 0 for every version and code, before the first request', async () => {
    const demo = await aDemo();
    await demo.done('r.install.1', { kind: 'install', version: '1.4.1' });
    const text = await scrape(demo);
    expect([
      counted(text, '1.3.0', '500'),
      counted(text, '1.4.1', '200'),
      counted(text, '1.4.1', '500'),
    ]).toEqual([0, 0, 0]);
    expect(text).toMatch(/http_request_duration_seconds_count\{[^}]*version="1.4.1"[^}]*\} 0/);
  });

  it('show the errors of 1.4.1', async () => {
    const demo = await aDemo({ trafficPerSecond: 400 });
    await demo.done('r.install.1', { kind: 'install', version: '1.4.1' });
    await demo.done('r.traffic.1', { kind: 'shift', version: '1.4.1', percent: 100 });
    await demo.sent(600);
    const text = await scrape(demo);
    const errors = counted(text, '1.4.1', '500');
    const share = errors / (errors + counted(text, '1.4.1', '200'));
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.15);
    expect(counted(text, '1.3.0', '500')).toBe(0);
  });

  it('show that 1.4.2 is slow', async () => {
    const demo = await aDemo({ trafficPerSecond: 100 });
    await demo.done('r.install.1', { kind: 'install', version: '1.4.2' });
    await demo.done('r.traffic.1', { kind: 'shift', version: '1.4.2', percent: 50 });
    await demo.sent(150);
    const text = await scrape(demo);
    const mean = (version: string) => {
      const of = (what: string) =>
        Number(
          new RegExp(`duration_seconds_${what}\\{[^}]*version="${version}"[^}]*\\} (\\S+)`).exec(text)?.[1],
        );
      return of('sum') / of('count');
    };
    expect(mean('1.4.2') / mean('1.3.0')).toBeGreaterThan(2);
  });

  it('can be made unreachable alone', async () => {
    const demo = await aDemo();
    await demo.set({ metricsOutage: 'unavailable' });
    expect((await fetch(`${demo.url}/services/checkout/production/metrics`)).status).toBe(503);
    expect((await demo.call('GET', '/services/checkout/production')).status).toBe(200);
  });
});

describe('the health address of a version', () => {
  it('tells healthy, ill and not installed apart', async () => {
    const demo = await aDemo();
    const health = async (version: string) =>
      (await fetch(`${demo.url}/services/checkout/production/health/${version}`)).status;
    expect([await health('1.3.0'), await health('9.9.9')]).toEqual([200, 404]);
    await demo.set({ behaviours: { '1.3.0': { starts: false } } });
    expect(await health('1.3.0')).toBe(503);
  });

  it('is joined by a list of what each version does', async () => {
    const demo = await aDemo();
    const { versions, running } = (await demo.call('GET', '/versions')).body;
    expect(versions).toContainEqual(expect.objectContaining({ version: '1.4.1', errorPercent: 8 }));
    expect(running).toEqual([
      { service: 'checkout', environment: 'production', version: '1.3.0', shares: { '1.3.0': 100 } },
    ]);
  });
});
