import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTokens } from '../../../sandbox/ci/ci-tokens.ts';
import { type Ci, openCi } from '../../../sandbox/ci/open-ci.ts';
import { commitOf } from '../../../sandbox/ci/source-host.ts';
import { closest } from '../../../src/policy/closest.ts';
import { readPosted } from '../../../src/providers/evidence/reports/read-posted.ts';
import { gitHub } from '../../../src/providers/source/github.ts';
import { postedAbout } from '../../../src/store/posted-evidence.ts';
import { evidenceRoute } from '../../../src/web/evidence.ts';
import { openWebServer, type WebServer } from '../../../src/web/server.ts';
import { until } from '../../jobs/until.ts';
import { type OpenedStore, openStore } from '../../support/database.ts';

const never = new AbortController().signal;
let store: OpenedStore;
let server: WebServer;
let ci: Ci;
let url = 'http://127.0.0.1:9';
beforeAll(async () => {
  store = await openStore('embedded');
  server = openWebServer([
    evidenceRoute({
      db: store.db,
      read: readPosted,
      closest,
      isService: () => true,
      commitsOf: async () => [],
      wake: async () => {},
      onTrouble: error => {
        throw error;
      },
    }),
  ]);
  const tokens = await makeTokens(store.db, ['checkout']);
  ci = await openCi({ services: ['checkout'], tokenOf: () => tokens.checkout ?? '', tminusUrl: () => url });
});
afterAll(async () => {
  await ci.close();
  await server.close();
  await store.close();
});

const about = (version: string) =>
  postedAbout(store.db, {
    ...{ service: 'checkout', environment: 'production' },
    commit: commitOf('checkout', version),
  });

it('a version is tested as soon as somebody looks at its tag, and posted once tminus is there', async () => {
  const source = gitHub({ baseUrl: ci.sourceHost.url });
  const looked = (version: string) => source.commitOf('demo/checkout', version, never);
  expect(await looked('1.4.0')).toBe(commitOf('checkout', '1.4.0'));
  expect(await looked('1.6.0')).toBe(commitOf('checkout', '1.6.0'));
  url = `http://127.0.0.1:${await server.listen(0)}`;
  await until(async () => (await about('1.6.0')).length === 3);
  expect(await about('1.4.0')).toMatchObject([
    { gate: 'coverage', measured: { percent: 100 } },
    { gate: 'performance', benchmarks: { 'total of 100 items (operations)': 100 } },
    { gate: 'tests', measured: { run: 11, passed: 11 } },
  ]);
  expect(await about('1.6.0')).toMatchObject([{}, {}, { gate: 'tests', measured: { run: 11, passed: 10 } }]);
});

it('nothing was merged between two versions, and another repository is not there', async () => {
  const source = gitHub({ baseUrl: ci.sourceHost.url });
  expect(await source.mergedSince('demo/checkout', '1.3.0', '1.4.0', never)).toEqual([]);
  await expect(source.commitOf('demo/basket', '1.4.0', never)).rejects.toThrow(/no repository demo\/basket/);
});
