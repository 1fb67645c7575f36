import { describe, expect, it } from 'vitest';
import { aDemo } from './demo-client.ts';

describe('an operation', () => {
  it('is accepted, runs and succeeds', async () => {
    const demo = await aDemo();
    const begun = await demo.begin('r.install.1', { kind: 'install' });
    expect(begun).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(await demo.ended('r.install.1')).toMatchObject({ state: 'succeeded', note: '1.4.0 is installed' });
    expect(await demo.lane()).toMatchObject({ version: '1.3.0', shares: { '1.3.0': 100, '1.4.0': 0 } });
  });

  it('is begun once however often it is sent', async () => {
    const demo = await aDemo();
    const replies = await Promise.all([1, 2, 3].map(() => demo.begin('r.install.1', { kind: 'install' })));
    expect(replies.map(reply => reply.status).sort()).toEqual([200, 200, 202]);
    const { output } = await demo.ended('r.install.1');
    expect(output.match(/fetching/g)).toHaveLength(1);
    await demo.set({ installMs: 1000 });
    expect(await demo.begin('r.install.1', { kind: 'install' })).toMatchObject({
      status: 200,
      body: { state: 'succeeded' },
    });
  });

  it('with a lower fence than one seen before is refused and changes nothing', async () => {
    const demo = await aDemo();
    await demo.done('r.install.1', { kind: 'install' }, 5);
    await demo.done('r.back.1', { kind: 'shift', version: '1.3.0', against: '1.4.0', percent: 100 }, 7);
    const late = await demo.begin('r.traffic.1', { kind: 'shift', percent: 50 }, 6);
    expect(late).toEqual({ status: 409, body: { error: 'superseded' } });
    expect((await demo.lane()).shares).toEqual({ '1.3.0': 100, '1.4.0': 0 });
    expect((await demo.call('GET', '/operations/r.traffic.1')).status).toBe(404);
  });

  it('that is under way does not move traffic after a newer decision', async () => {
    const demo = await aDemo({ shiftMs: 200 });
    await demo.done('r.install.1', { kind: 'install' }, 1);
    await demo.begin('r.traffic.1', { kind: 'shift', percent: 50 }, 2);
    await demo.done('r.back.1', { kind: 'restore', version: '1.3.0', against: '1.4.0' }, 3);
    expect(await demo.ended('r.traffic.1')).toMatchObject({
      state: 'failed',
      why: 'superseded by a newer decision',
    });
    expect(await demo.lane()).toMatchObject({ shares: { '1.3.0': 100 }, installed: ['1.3.0'] });
  });

  it('can be cancelled while it runs, and not afterwards', async () => {
    const demo = await aDemo({ installMs: 60_000 });
    await demo.begin('r.install.1', { kind: 'install' });
    expect((await demo.call('DELETE', '/operations/r.install.1')).status).toBe(200);
    expect(await demo.ended('r.install.1')).toMatchObject({ state: 'failed', why: 'cancelled' });
    expect((await demo.lane()).installed).toEqual(['1.3.0']);
    await demo.set({ installMs: 0 });
    await demo.done('r.install.2', { kind: 'install' });
    await demo.call('DELETE', '/operations/r.install.2');
    expect(await demo.ended('r.install.2')).toMatchObject({ state: 'succeeded' });
    expect((await demo.call('DELETE', '/operations/never')).status).toBe(404);
  });

  it('fails with the reason in its output when the version does not start', async () => {
    const demo = await aDemo();
    const failed = await demo.done('r.install.1', { kind: 'install', version: '1.4.3' });
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.why).toContain('fails to start');
    expect(failed.output).toMatch(/health check 3 of 3: 503 .*PAYMENT_KEYS is not set/);
    expect((await demo.lane()).installed).toEqual(['1.3.0']);
  });

  it('gives its output from an offset on', async () => {
    const demo = await aDemo();
    const { output } = await demo.done('r.install.1', { kind: 'install' });
    const rest = await demo.call('GET', '/operations/r.install.1?offset=9');
    expect(rest.body.output).toBe(output.slice(9));
  });

  it('restores a version that is gone by installing it, and stops the other', async () => {
    const demo = await aDemo();
    const restored = await demo.done('r.back.1', { kind: 'restore', version: '1.2.0', against: '1.3.0' });
    expect(restored).toMatchObject({ state: 'succeeded', note: '1.2.0 serves everything' });
    expect(await demo.lane()).toMatchObject({
      version: '1.2.0',
      shares: { '1.2.0': 100 },
      installed: ['1.2.0'],
    });
  });

  it('removes the oldest versions without traffic and leaves three to go back to', async () => {
    const demo = await aDemo({ installMs: 0 });
    for (const version of ['1.4.0', '1.5.0', '1.6.0', '1.7.0', '1.8.0']) {
      await demo.done(`install.${version}`, { kind: 'install', version });
    }
    expect((await demo.lane()).installed).toEqual(['1.3.0', '1.5.0', '1.6.0', '1.7.0', '1.8.0']);
  });
});

describe('the deploy endpoint', () => {
  it('refuses callers without the token', async () => {
    const demo = await aDemo();
    for (const path of ['/operations/x', '/services/checkout/production', '/admin']) {
      expect(await demo.call('GET', path, undefined, { authorization: 'Bearer wrong' })).toEqual({
        status: 401,
        body: { error: 'unauthorized' },
      });
    }
  });

  it.each([
    [{ kind: 'shift', version: '9.9.9', percent: 10 }, '9.9.9 is not installed'],
    [{ kind: 'shift', version: '1.3.0', against: null, percent: 10 }, 'needs a version that takes the rest'],
    [{ kind: 'install', percent: 101 }, 'percent: '],
    [{ kind: 'install', version: '1.3.0' }, 'against: must not equal version'],
    [{ kind: 'install', service: 'nowhere' }, 'there is no nowhere in production here'],
  ] as const)('refuses %j with a sentence', async (body, sentence) => {
    const demo = await aDemo();
    const refused = await demo.begin('r.x.1', body);
    expect(refused.status).toBe(422);
    expect(refused.body.error).toContain(sentence);
  });

  it('refuses a body that is not JSON, and missing headers', async () => {
    const demo = await aDemo();
    const headers = { 'idempotency-key': 'a', 'tminus-fence': '1' };
    expect((await demo.call('PUT', '/operations/a', '{', headers)).status).toBe(400);
    expect((await demo.call('PUT', '/operations/a', '{}')).body.error).toContain('Tminus-Fence');
    expect((await demo.call('PUT', '/operations/b', '{}', headers)).body.error).toContain('Idempotency-Key');
  });

  it('can be made to fail and to work again', async () => {
    const demo = await aDemo();
    await demo.set({ outage: 'unavailable' });
    expect((await demo.call('GET', '/services/checkout/production')).status).toBe(503);
    await demo.set({ outage: 'reset' });
    await expect(demo.call('GET', '/services/checkout/production')).rejects.toThrow();
    await demo.set({ outage: 'none' });
    expect((await demo.call('GET', '/services/checkout/production')).status).toBe(200);
  });
});

describe('after a restart', () => {
  it('versions, shares, fences and operations are as they were', async () => {
    const first = await aDemo();
    await first.done('r.install.1', { kind: 'install' }, 4);
    await first.done('r.traffic.1', { kind: 'shift', percent: 25 }, 5);
    await first.close();
    const second = await aDemo({ folder: first.folder });
    expect((await second.lane()).shares).toEqual({ '1.3.0': 75, '1.4.0': 25 });
    expect((await second.begin('r.late.1', { kind: 'shift', percent: 50 }, 4)).status).toBe(409);
    expect((await second.begin('r.traffic.1', { kind: 'shift', percent: 25 }, 5)).status).toBe(200);
  });

  it('an operation that was under way is carried on', async () => {
    const first = await aDemo({ installMs: 60_000 });
    await first.begin('r.install.1', { kind: 'install' });
    await first.close();
    const second = await aDemo({ folder: first.folder });
    expect(await second.ended('r.install.1')).toMatchObject({ state: 'succeeded' });
    expect((await second.lane()).installed).toEqual(['1.3.0', '1.4.0']);
  });
});
