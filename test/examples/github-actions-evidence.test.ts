import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeTokens } from '../../sandbox/ci/ci-tokens.ts';
import { closest } from '../../src/policy/closest.ts';
import { gatesOfService } from '../../src/policy/gates-policy.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { readPosted } from '../../src/providers/evidence/reports/read-posted.ts';
import { postedAbout } from '../../src/store/posted-evidence.ts';
import { evidenceRoute } from '../../src/web/evidence.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { type FixtureRepository, fixtureRepository } from '../providers/evidence/fixture-repository.ts';
import { type OpenedStore, openStore } from '../support/database.ts';
import { runInShell } from '../support/run-in-shell.ts';

const EXAMPLE = resolve('examples/github-actions');
const workflow = parse(readFileSync(`${EXAMPLE}/workflows/evidence.yml`, 'utf8'));
const { env: jobEnv, steps } = workflow.jobs.measure;
const scriptOf = (name: string): string =>
  steps.find((step: { name?: string }) => step.name === name)?.run ?? '';

let store: OpenedStore;
let server: WebServer;
let folder: string;
let repository: FixtureRepository;
let env: Record<string, string>;
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
  folder = mkdtempSync(join(tmpdir(), 'tminus-example-'));
  repository = fixtureRepository(join(folder, 'repository'));
  cpSync(`${EXAMPLE}/scripts`, join(repository.folder, 'scripts'), { recursive: true });
  execFileSync('git', ['checkout', '--quiet', repository.commits.released], { cwd: repository.folder });
  const { checkout } = await makeTokens(store.db, ['checkout']);
  env = {
    PATH: process.env.PATH ?? '',
    SERVICE: jobEnv.SERVICE,
    TMINUS_URL: `http://127.0.0.1:${await server.listen(0)}`,
    TMINUS_TOKEN: checkout ?? '',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/checkout',
    GITHUB_RUN_ID: '4711',
  };
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (name: string, more: Record<string, string> = {}) =>
  runInShell(scriptOf(name), repository.folder, { ...env, ...more });

it('its workflow measures with the tools that come with Node, and posts what they wrote', async () => {
  // One of the tests of the fixture fails.
  expect((await run('Test')).code).toBe(1);
  expect((await run('Benchmark')).code).toBe(0);
  for (const name of ['Post tests', 'Post coverage', 'Post benchmark'])
    expect(await run(name)).toMatchObject({ code: 0, said: expect.stringContaining('"recorded":1') });
  const { released: commit } = repository.commits;
  const posted = await postedAbout(store.db, { service: 'checkout', commit, environment: 'production' });
  expect(posted).toMatchObject([
    { gate: 'coverage', measured: { percent: expect.any(Number) } },
    { gate: 'performance', benchmarks: { 'search (ms)': 50 } },
    { gate: 'tests', measured: { run: 2, passed: 1 } },
  ]);
  for (const { link } of posted) expect(link).toBe('https://github.com/acme/checkout/actions/runs/4711');
});

it('a report that was not written is told and fails nothing else', async () => {
  rmSync(join(repository.folder, 'junit.xml'));
  expect(await run('Post tests')).toEqual({
    code: 0,
    said: '::warning::junit.xml is not there: tminus will not know what junit says',
  });
});

it('what tminus refuses fails the step with its sentence', async () => {
  writeFileSync(join(repository.folder, 'junit.xml'), '<html/>');
  const { code, said } = await run('Post tests');
  expect(code).not.toBe(0);
  expect(said).toContain('junit: this is not a JUnit report: it begins with <html>.');
  const forged = await run('Post tests', { TMINUS_TOKEN: `${env.TMINUS_TOKEN}x` });
  expect(forged.said).toContain('The token is missing or not known');
});

it('its policy waits for what the workflow posts', async () => {
  const { gates } = (await loadPolicy(`${EXAMPLE}/config`)).security;
  const { required, ci } = gates ? gatesOfService(gates, 'checkout') : {};
  expect(required?.production).toEqual(expect.arrayContaining(ci?.gates ?? ['none']));
});
