import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HealthOptions } from '../../../src/providers/metrics/health.ts';
import { type MetricsSource, MetricsUnavailable, type Subject } from '../../../src/providers/metrics/port.ts';
import { UNBOUNDED } from '../../../src/release/watching.ts';
import { json, type LocalServer, localServer, soon } from '../local-server.ts';

/** A service that exposes a text, and a way to read it. */
export interface Rig {
  source(options?: HealthOptions & { figures?: readonly string[] }): MetricsSource;
  /** Resolves when a reading sees the text. */
  expose(text: string): Promise<void>;
  /** Nothing answers any more. */
  breakOff(): Promise<void>;
  close(): Promise<void>;
  /** Whether what is exposed can hold histograms; true when left out. */
  hasBuckets?: boolean;
}

export const subject: Subject = {
  service: 'checkout',
  environment: 'production',
  canary: '1.4.0',
  baseline: '1.3.2',
};

const series = (name: string, labels: Record<string, string>, value: number | string): string =>
  `${name}{${Object.entries({ service: 'checkout', environment: 'production', ...labels })
    .map(([label, text]) => `${label}="${text}"`)
    .join(',')}} ${value}\n`;

export const requests = (version: string, instance: string, code: string, value: number | string): string =>
  series('http_requests_total', { version, instance, code }, value);

const latency = (version: string, instance: string, counts: [le: string, count: number][]): string =>
  counts
    .map(([le, count]) => series('http_request_duration_seconds_bucket', { version, instance, le }, count))
    .join('');

const both = requests('1.4.0', 'a', '200', 10) + requests('1.3.2', 'b', '200', 20);

export const metricsConformance = (name: string, open: () => Promise<Rig>): void => {
  describe(`metrics by ${name}`, () => {
    let rig: Rig;
    const others: LocalServer[] = [];
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(async () => {
      await rig.close();
      for (const other of others.splice(0)) await other.close();
    });

    const failure = async (reading: Promise<unknown>): Promise<string> => {
      const error = await reading.then(
        () => null,
        problem => problem,
      );
      expect(error).toBeInstanceOf(MetricsUnavailable);
      return error.message;
    };

    it('are the raw counters of both versions, one series per process', async () => {
      await rig.expose(
        requests('1.4.0', 'a', '200', 90) +
          requests('1.4.0', 'a', '503', 7) +
          requests('1.4.0', 'a', '500', 3) +
          requests('1.4.0', 'c', '200', 5) +
          requests('1.3.2', 'b', '404', 1_000) +
          requests('1.3.1', 'b', '500', 9) +
          latency('1.4.0', 'a', [
            ['0.1', 80],
            ['1', 98],
            ['+Inf', 100],
          ]),
      );
      const { canary, baseline, healthy, figures } = await rig.source().read(subject, soon());
      const [a, c] = canary.toSorted((one, two) => two.requests - one.requests);
      expect(canary).toHaveLength(2);
      expect(a).toMatchObject({ requests: 100, errors: 10 });
      const buckets = [
        { le: 0.1, count: 80 },
        { le: 1, count: 98 },
        { le: UNBOUNDED, count: 100 },
      ];
      expect(a?.buckets).toEqual(rig.hasBuckets === false ? [] : buckets);
      expect(c).toMatchObject({ requests: 5, errors: 0, buckets: [] });
      expect(a?.key).not.toBe(c?.key);
      expect(baseline).toMatchObject([{ requests: 1_000, errors: 0 }]);
      expect({ healthy, figures }).toEqual({ healthy: null, figures: {} });
    });

    it('keep the identity of a series from one reading to the next', async () => {
      await rig.expose(both);
      const first = await rig.source().read(subject, soon());
      await rig.expose(both.replace(/ 10\n/, ' 11\n'));
      const second = await rig.source().read(subject, soon());
      expect(second.canary[0]?.key).toBe(first.canary[0]?.key);
      expect(second.canary[0]?.requests).toBe(11);
    });

    it('are no zeros where the canary has no series', async () => {
      await rig.expose(requests('1.3.2', 'b', '200', 20));
      expect(await failure(rig.source().read(subject, soon()))).toContain('of version 1.4.0');
    });

    it('are no zeros where the canary has another service’s series', async () => {
      await rig.expose(both.replaceAll('checkout', 'search'));
      expect(await failure(rig.source().read(subject, soon()))).toContain('of version 1.4.0');
    });

    it('are no numbers where a counter is NaN', async () => {
      await rig.expose(requests('1.4.0', 'a', '200', 'NaN') + requests('1.3.2', 'b', '200', 20));
      expect(await failure(rig.source().read(subject, soon()))).toContain('NaN');
    });

    it('are unavailable where nothing tells a failed request', async () => {
      await rig.expose(series('http_requests_total', { version: '1.4.0', instance: 'a' }, 10));
      expect(await failure(rig.source().read(subject, soon()))).toContain('no label code');
    });

    it('have an empty baseline when it was stopped, and on a first deploy', async () => {
      await rig.expose(requests('1.4.0', 'a', '200', 10));
      expect((await rig.source().read(subject, soon())).baseline).toEqual([]);
      expect((await rig.source().read({ ...subject, baseline: null }, soon())).baseline).toEqual([]);
    });

    it('know a version by its exact name, with or without a v', async () => {
      await rig.expose(
        requests('v1.4.0', 'a', '200', 10) +
          requests('1x4x0', 'a', '200', 5) +
          requests('1.4.0-rc.1', 'a', '200', 7),
      );
      const { canary } = await rig.source().read(subject, soon());
      expect(canary).toMatchObject([{ requests: 10 }]);
    });

    it('include figures of the service’s own, and say of each that is missing why, without blinding the rest', async () => {
      await rig.expose(
        both +
          series('schema_validation_success', { version: '1.4.0' }, 97.5) +
          series('workflow_errors', { version: '1.4.0' }, 'NaN') +
          series('queue', { shard: '1' }, 3) +
          series('queue', { shard: '2' }, 4),
      );
      const source = rig.source({
        figures: ['schema_validation_success', 'workflow_errors', 'not_there', 'queue'],
      });
      const { figures, missing, canary } = await source.read(subject, soon());
      expect(figures).toEqual({ schema_validation_success: 97.5 });
      expect(canary).toHaveLength(1);
      expect(missing).toEqual({
        workflow_errors: expect.stringMatching(/^workflow_errors: \S.* is NaN, /),
        not_there: expect.stringMatching(/^not_there: \S.* has no series$/),
        queue: expect.stringMatching(/^queue: \S.* gives 2 series where one is expected$/),
      });
    });

    it('tell what each health check of the new version says, and count only critical ones', async () => {
      await rig.expose(both);
      const service = await localServer((request, response) =>
        json(response, request.url === '/1.4.0/reports' ? 503 : 200, {}),
      );
      others.push(service);
      const read = (critical: boolean) =>
        rig
          .source({
            healthUrl: `${service.url}/{canary}/health`,
            health: [{ name: 'reports', url: `${service.url}/{canary}/reports`, critical }],
          })
          .read(subject, soon());
      expect(await read(false)).toMatchObject({
        healthy: true,
        checks: [
          { name: 'health', critical: true, ok: true, why: null },
          { name: 'reports', critical: false, ok: false, why: 'answered 503' },
        ],
      });
      expect(await read(true)).toMatchObject({ healthy: false });
    });

    it('tell what the health check of the new version says', async () => {
      await rig.expose(both);
      const asked: unknown[] = [];
      const service = await localServer((request, response) => {
        asked.push(request.url);
        json(response, request.url === '/1.4.0/health' ? 200 : 503, {});
      });
      others.push(service);
      const healthOf = async (healthUrl: string) =>
        (await rig.source({ healthUrl }).read(subject, soon())).healthy;
      expect(await healthOf(`${service.url}/{version}/health`)).toBe(true);
      expect(await healthOf(`${service.url}/{baseline}/health`)).toBe(false);
      expect(asked).toEqual(['/1.4.0/health', '/1.3.2/health']);
      await service.close();
      expect(await healthOf(`${service.url}/{version}/health`)).toBe(false);
    });

    it('are unavailable when nobody answers, which is told apart from an answer without the version', async () => {
      await rig.expose(requests('1.3.2', 'b', '200', 20));
      const kind = () =>
        source.read(subject, soon()).then(
          () => null,
          problem => problem.kind,
        );
      const source = rig.source();
      expect(await kind()).toBe('empty');
      await rig.expose(both + requests('1.4.0', 'c', '200', 'NaN'));
      expect(await kind()).toBe('nan');
      await rig.breakOff();
      expect(await kind()).toBe('dead');
      expect(await failure(source.read(subject, soon()))).not.toBe('');
    });

    it('keep what the health checks answered when nothing else can be measured', async () => {
      await rig.expose(requests('1.3.2', 'b', '200', 20));
      const service = await localServer((_, response) => json(response, 503, {}));
      others.push(service);
      const source = rig.source({ healthUrl: `${service.url}/{canary}/health` });
      const checks = () =>
        source.read(subject, soon()).then(
          () => null,
          problem => problem.checks,
        );
      const failed = [{ name: 'health', critical: true, ok: false, why: 'answered 503' }];
      expect(await checks()).toEqual(failed);
      await rig.breakOff();
      expect(await checks()).toEqual(failed);
    });

    it('are unavailable when the reading was given up', async () => {
      await rig.expose(both);
      expect(await failure(rig.source().read(subject, AbortSignal.abort()))).toContain('in time');
    });
  });
};
