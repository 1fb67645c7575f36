import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SecurityPolicy } from '../../src/policy/security-policy.ts';
import type { Gathering } from '../../src/providers/evidence/port.ts';
import { readSettings } from '../../src/settings.ts';
import { keepPosted } from '../../src/store/posted-evidence.ts';
import { evidenceFeeds } from '../../src/wiring/evidence-feeds.ts';
import { type FixtureRepository, fixtureRepository } from '../providers/evidence/fixture-repository.ts';
import { shipped } from '../support/builders.ts';
import { type OpenedStore, openStore } from '../support/database.ts';

const never = new AbortController().signal;
let room: string;
let repository: FixtureRepository;
let store: OpenedStore;
beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'tminus-feeds-'));
  repository = fixtureRepository(join(room, 'acme', 'checkout'));
  store = await openStore('embedded');
});
afterAll(async () => {
  await store.close();
  rmSync(room, { recursive: true, force: true });
});

const feedsOf = (gates: object) => {
  const policy = { ...shipped, security: SecurityPolicy.parse({ ...shippedRaw(), gates }) };
  return evidenceFeeds({
    policy: () => policy,
    settings: readSettings({
      ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', DATA_FOLDER: join(room, 'data') },
      GIT_URL: `file://${room}/{repository}`,
    }),
    access: {},
    source: { commitOf: async () => null, mergedSince: async () => [] },
    db: store.db,
    lookUp: name => ({ NPM_TOKEN: 'hunter2' })[name] ?? '',
    mask: text => text.replaceAll('hunter2', '•••'),
  })('checkout', 'production');
};
const shippedRaw = () => {
  const { gates: _, ...rest } = shipped.security;
  return rest;
};
const gathering = (): Gathering => ({
  id: 'checkout-1.4.0-a.gates.1',
  subject: {
    ...{ release: 'checkout-1.4.0-a', service: 'checkout', version: '1.4.0', running: null },
    ...{ environment: 'production', repository: 'acme/checkout', commit: repository.commits.released },
  },
});

it('commands of the policy measure what Git has at its address, with the variables it refers to', async () => {
  const script = 'console.error(process.env.TOKEN); process.exit(2)';
  const [commands] = feedsOf({
    checkout: {
      variables: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, TOKEN: `\${NPM_TOKEN}` },
      commands: [
        { name: 'types', run: ['node', '--eval', ''], format: 'exit-code', gate: 'types' },
        { name: 'lint', run: ['node', '--eval', script], format: 'exit-code' },
      ],
    },
  });
  let seen = await commands?.start(gathering(), never);
  while (seen?.is === 'running') {
    await pause(100);
    seen = await commands?.check(gathering(), never);
  }
  expect(commands?.gates).toEqual(['types', 'lint']);
  expect(seen).toMatchObject({
    is: 'done',
    evidence: [{ by: 'types', link: null, measured: { gate: 'types', run: 1, passed: 1, failed: [] } }],
    unavailable: [{ by: 'lint', why: { what: 'it ended with exit code 2: •••' } }],
  });
});

it('what CI posted counts, whether the policy says that it posts or not', async () => {
  const { commit } = gathering().subject;
  const about = { environment: null, poster: 'ci', at: 1_000, link: null, benchmarks: null };
  const measured = { gate: 'coverage', percent: 91 } as const;
  await keepPosted(store.db, {
    ...{ service: 'checkout', commit, token: 'x' },
    pieces: [{ ...about, gate: 'coverage', measured }],
  });
  for (const gates of [{}, { ci: { gates: ['coverage'] } }]) {
    const feed = feedsOf(gates).at(-1);
    expect(await feed?.start(gathering(), never)).toMatchObject({ evidence: [{ source: 'ci', measured }] });
  }
});
