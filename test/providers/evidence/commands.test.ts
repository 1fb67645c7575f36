import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsOf } from '../../../src/processes/operation-records.ts';
import { processStart } from '../../../src/processes/process-identity.ts';
import type { EvidenceCommand } from '../../../src/providers/evidence/checkout/order.ts';
import { type CommandFeedOptions, commandFeed } from '../../../src/providers/evidence/commands.ts';
import type { EvidenceFeed, Gathered, Gathering } from '../../../src/providers/evidence/port.ts';
import { openRegistry } from './advisory-registry.ts';
import { type FixtureRepository, fixtureRepository } from './fixture-repository.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PATH = `${join(ROOT, 'node_modules/.bin')}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
const never = new AbortController().signal;

let room: string;
let repository: FixtureRepository;
beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'tminus-evidence-'));
  repository = fixtureRepository(join(room, 'repository'));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

const command = (
  more: Partial<EvidenceCommand> & Pick<EvidenceCommand, 'name' | 'run'>,
): EvidenceCommand => ({
  timeoutMs: 30_000,
  ...more,
});
const node = (name: string, script: string, more: Partial<EvidenceCommand> = {}) =>
  command({ name, run: ['node', '--eval', script], ...more });

const feedOf = (
  commands: EvidenceCommand[],
  more: Partial<CommandFeedOptions> = {},
): { feed: EvidenceFeed; folder: string } => {
  const folder = mkdtempSync(join(room, 'filed-'));
  const feed = commandFeed({
    folder,
    commands,
    variables: { PATH },
    urlOf: () => `file://${repository.folder}`,
    authorization: null,
    commitOf: async () => repository.commits.running,
    linkOf: (name, commit) => `https://github.com/${name}/commit/${commit}`,
    mask: text => text.replaceAll('hunter2', '•••'),
    ...more,
  });
  return { feed, folder };
};

const gathering = (more: Partial<Gathering['subject']> = {}): Gathering => ({
  id: 'checkout-1.4.0-a.gates.1',
  subject: {
    release: 'checkout-1.4.0-a',
    service: 'checkout',
    environment: 'production',
    version: '1.4.0',
    running: '1.3.0',
    repository: 'acme/checkout',
    commit: repository.commits.released,
    ...more,
  },
});

async function untilDone(feed: EvidenceFeed, it: Gathering) {
  for (;;) {
    const seen = await feed.check(it, never);
    if (seen.is !== 'running') return seen;
    await pause(50);
  }
}
async function measure(feed: EvidenceFeed, it = gathering()) {
  await feed.start(it, never);
  return await untilDone(feed, it);
}
const measuredIn = (seen: Gathered) =>
  seen.is === 'absent' ? {} : Object.fromEntries(seen.evidence.map(({ by, measured }) => [by, measured]));
const troubleIn = (seen: Gathered) =>
  seen.is === 'absent'
    ? {}
    : Object.fromEntries(seen.unavailable.map(({ by, why }) => [by, 'what' in why ? why.what : why]));

describe('real tools in a real checkout', () => {
  it('measure exactly the commit, each with its report', async () => {
    const registry = await openRegistry();
    const audit = ['npm', 'audit', '--json', '--package-lock-only', '--registry', registry.url];
    const sbom = ['npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
    const test = ['--test', '--test-reporter=junit', '--test-reporter-destination=reports/tests.xml'];
    const { feed } = feedOf([
      command({ name: 'npm audit', run: audit, format: 'npm-audit' }),
      command({ name: 'npm sbom', run: sbom, format: 'cyclonedx' }),
      command({ name: 'secretlint', run: ['secretlint', '--format', 'json', '**/*'], format: 'secretlint' }),
      command({ name: 'node --test', run: ['node', ...test], format: 'junit', report: 'reports/tests.xml' }),
      command({ name: 'bench', run: ['node', 'bench.mjs'], format: 'benchmark' }),
    ]);
    const seen = await measure(feed);
    await registry.close();
    expect(troubleIn(seen)).toEqual({});
    expect(measuredIn(seen)).toEqual({
      'npm audit': { gate: 'vulnerabilities', findings: { critical: 1, high: 0, medium: 0, low: 0 } },
      'npm sbom': { gate: 'licences', packages: { MIT: 1, 'GPL-3.0-only': 1 } },
      secretlint: { gate: 'secrets', found: 1 },
      'node --test': { gate: 'tests', run: 2, passed: 1 },
      // 50 ms where the running version took 40.
      bench: { gate: 'performance', regressionPercent: 25 },
    });
    expect(seen).toMatchObject({
      evidence: Array.from({ length: 5 }, () => ({
        source: 'command',
        commit: repository.commits.released,
        at: expect.any(Number),
        link: `https://github.com/acme/checkout/commit/${repository.commits.released}`,
      })),
    });
  });

  it('tell why they could not, and are never taken for good news', async () => {
    const unreachable = 'http://127.0.0.1:9';
    const run = [
      'npm',
      'audit',
      '--json',
      '--package-lock-only',
      '--fetch-retries=0',
      '--registry',
      unreachable,
    ];
    const seen = await measure(feedOf([command({ name: 'npm audit', run, format: 'npm-audit' })]).feed);
    expect(measuredIn(seen)).toEqual({});
    expect(troubleIn(seen)['npm audit']).toMatch(/^npm audit failed: request to http:\/\/127\.0\.0\.1:9/);
  });
});

describe('a command', () => {
  const spoken = { format: 'exit-code', gate: 'types' } as const;

  it('may be judged by its exit code alone', async () => {
    const seen = await measure(
      feedOf([node('tsc', '', spoken), node('docs', 'process.exit(1)', { ...spoken, gate: 'docs' })]).feed,
    );
    expect(measuredIn(seen)).toEqual({
      tsc: { gate: 'types', run: 1, passed: 1, failed: [] },
      docs: { gate: 'docs', run: 1, passed: 0, failed: ['docs'] },
    });
  });

  it('that broke or left nothing to read has shown nothing, in one sentence', async () => {
    const junit = (name: string, script: string, report = 'out.xml') =>
      node(name, script, { format: 'junit', report });
    const seen = await measure(
      feedOf([
        node('broke', 'console.error("no hunter2"); process.exit(3)', spoken),
        node('took too long', 'setTimeout(() => {}, 60000)', { ...spoken, timeoutMs: 300 }),
        command({ name: 'is not there', run: ['no-such-tool'], ...spoken }),
        node('printed nonsense', 'console.log("fine!")', { format: 'npm-audit' }),
        node('printed nothing', '', { format: 'secretlint' }),
        node('printed too much', 'process.stdout.write(Buffer.alloc(11e6, 32))', { format: 'junit' }),
        junit('wrote no report', '', 'reports/none.xml'),
        junit('left an old report', '', 'reports/stale.xml'),
        junit('pointed elsewhere', 'fs.symlinkSync("/etc/passwd", "out.xml")'),
        junit('wrote too much', 'fs.writeFileSync("out.xml", Buffer.alloc(11e6))'),
      ]).feed,
    );
    expect(measuredIn(seen)).toEqual({});
    expect(troubleIn(seen)).toEqual({
      broke: 'it ended with exit code 3: no •••',
      'took too long': 'node had not ended after 0 s',
      'is not there': 'no-such-tool could not be run (ENOENT)',
      'printed nonsense': 'the report is not JSON',
      'printed nothing': 'the report is empty',
      'printed too much': 'what it printed is longer than 10 MiB',
      'wrote no report': 'it wrote no reports/none.xml',
      'left an old report': 'it wrote no reports/stale.xml',
      'pointed elsewhere': 'out.xml leads out of the checkout',
      'wrote too much': 'out.xml is longer than 10 MiB',
    });
  });

  it('gets the variables of the policy and nothing else of ours', async () => {
    const script =
      'fs.writeFileSync(process.env.SEEN, JSON.stringify([process.env, process.cwd(), os.homedir()]))';
    const variables = { PATH, SEEN: join(room, 'seen.json') };
    process.env.EVIDENCE_TEST_SECRET = 'hunter2';
    const { feed, folder } = feedOf([node('it', script, spoken)], {
      variables,
      authorization: 'Basic hunter2',
    });
    await measure(feed);
    delete process.env.EVIDENCE_TEST_SECRET;
    const [env, cwd, home] = JSON.parse(readFileSync(variables.SEEN, 'utf8'));
    expect(Object.keys(env).sort()).toEqual(['CI', 'HOME', 'PATH', 'SEEN', 'TMPDIR']);
    expect(JSON.stringify(env)).not.toContain('hunter2');
    expect([cwd, home].every(path => path.startsWith(folder) && !existsSync(path))).toBe(true);
    expect(readdirSync(folder, { recursive: true }).filter(name => String(name).includes('order'))).toEqual(
      [],
    );
  });

  it('that prepares has to succeed, or nothing after it is run', async () => {
    const prepared = node('npm ci', 'fs.writeFileSync("built", "")');
    const needs = node('lint', 'process.exit(fs.existsSync("built") ? 0 : 1)', { format: 'exit-code' });
    expect(measuredIn(await measure(feedOf([prepared, needs]).feed))).toMatchObject({ lint: { passed: 1 } });
    const failed = node('npm ci', 'process.exit(1)');
    expect(troubleIn(await measure(feedOf([failed, needs]).feed))).toEqual({
      lint: 'npm ci: it ended with exit code 1',
    });
  });
});

describe('benchmarks', () => {
  const bench = command({ name: 'bench', run: ['node', 'bench.mjs'], format: 'benchmark' });

  it('are compared with those of the version that runs, on the same machine', async () => {
    const later = gathering({ commit: repository.commits.later });
    expect(measuredIn(await measure(feedOf([bench]).feed, later))).toEqual({
      bench: { gate: 'performance', regressionPercent: -75 },
    });
  });

  it('show nothing where nothing runs, or nobody knows its commit', async () => {
    expect(troubleIn(await measure(feedOf([bench]).feed, gathering({ running: null })))).toEqual({
      bench: 'nothing runs there yet that it could be compared with',
    });
    const unknown = feedOf([bench], { commitOf: async () => null });
    expect(troubleIn(await measure(unknown.feed))).toEqual({
      bench: 'the commit of the running version 1.3.0 is not known',
    });
  });
});

describe('a gathering', () => {
  const slow = node('slow', 'setTimeout(() => process.exit(0), 1500)', { format: 'exit-code' });
  const quick = node('quick', '', { format: 'exit-code', gate: 'docs' });

  it('is absent until it is started, and running until every command has ended', async () => {
    const { feed } = feedOf([quick, slow]);
    expect(await feed.check(gathering(), never)).toEqual({ is: 'absent' });
    expect(await feed.start(gathering(), never)).toMatchObject({
      is: 'running',
      unavailable: [{ by: 'quick', why: { because: 'running', what: ['quick'] } }, { by: 'slow' }],
    });
    while (Object.keys(measuredIn(await feed.check(gathering(), never))).length === 0) await pause(50);
    expect(await feed.check(gathering(), never)).toMatchObject({
      is: 'running',
      unavailable: [{ by: 'slow' }],
    });
    expect(measuredIn(await untilDone(feed, gathering()))).toMatchObject({ slow: { passed: 1 } });
  });

  it('that is started again goes on, for whoever asks', async () => {
    const script = 'fs.appendFileSync(process.env.SEEN, "x")';
    const variables = { PATH, SEEN: join(room, 'times') };
    const { feed, folder } = feedOf([node('it', script, { format: 'exit-code' })], { variables });
    await feed.start(gathering(), never);
    const { feed: after } = feedOf([node('it', script, { format: 'exit-code' })], { variables, folder });
    expect((await after.start(gathering(), never)).is).not.toBe('absent');
    await untilDone(after, gathering());
    expect(readFileSync(variables.SEEN, 'utf8')).toBe('x');
  });

  it('ends with all it started when it is cancelled', async () => {
    const script = 'fs.writeFileSync(process.env.SEEN, String(process.pid)); setTimeout(() => {}, 60000)';
    const variables = { PATH, SEEN: join(room, 'pid') };
    const { feed } = feedOf([node('it', script, { format: 'exit-code' })], { variables });
    await feed.start(gathering(), never);
    while (!existsSync(variables.SEEN) || readFileSync(variables.SEEN, 'utf8') === '') await pause(50);
    await feed.cancel(gathering(), never);
    const seen = await untilDone(feed, gathering());
    expect([measuredIn(seen), troubleIn(seen)]).toEqual([{}, { it: 'it was cancelled' }]);
    expect(processStart(Number(readFileSync(variables.SEEN, 'utf8')))).toBeNull();
  });

  it('whose process was killed has shown nothing, and leaves nothing behind', async () => {
    const { feed, folder } = feedOf([slow]);
    await feed.start(gathering(), never);
    const records = await recordsOf(folder, gathering().id);
    if (records.is !== 'running') throw new Error('it does not run');
    process.kill(records.runner?.pid ?? 0, 'SIGKILL');
    process.kill(-(records.command?.pid ?? 0), 'SIGKILL');
    const seen = await untilDone(feed, gathering());
    expect([measuredIn(seen), troubleIn(seen)]).toEqual([
      {},
      { slow: 'it was broken off: its runner is gone and filed no exit code' },
    ]);
    expect(readdirSync(folder, { recursive: true }).filter(name => /work|order/.test(String(name)))).toEqual(
      [],
    );
  });

  it('of a commit that is not there tells so for every gate', async () => {
    const seen = await measure(feedOf([quick, slow]).feed, gathering({ commit: 'c'.repeat(40) }));
    const sentence = expect.stringMatching(/^Git could not fetch cccccccccccc: .*not our ref c{40}/);
    expect(troubleIn(seen)).toEqual({ quick: sentence, slow: sentence });
  });

  it('shows its credentials to the host of the repository alone, and in no sentence', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/checkout.git`;
    const { feed } = feedOf([quick], { urlOf: () => url, authorization: 'Basic aHVudGVyMg==' });
    const seen = await measure(feed);
    server.close();
    expect(asked).toContain('Basic aHVudGVyMg==');
    expect(troubleIn(seen)).toEqual({ quick: expect.stringMatching(/^Git could not fetch/) });
    expect(JSON.stringify(seen)).not.toContain('aHVudGVyMg');
  });
});
