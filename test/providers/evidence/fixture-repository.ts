import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As a person's Git, except for what a machine of tests may have configured. */
const ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ana',
  GIT_AUTHOR_EMAIL: 'ana@example.com',
  GIT_COMMITTER_NAME: 'Ana',
  GIT_COMMITTER_EMAIL: 'ana@example.com',
};

export interface FixtureRepository {
  folder: string;
  /** Of the version that runs, of the one that is to be released, and of one after it. */
  commits: { running: string; released: string; later: string };
}

const dependency = (version: string, license: string) => ({
  version,
  resolved: `https://registry.npmjs.org/x/-/x-${version}.tgz`,
  integrity: `sha512-${'A'.repeat(86)}==`,
  license,
});

/** One dependency with a known advisory, and one under a licence that few allow. */
const LOCK = {
  name: 'checkout',
  version: '1.4.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'checkout', version: '1.4.0', dependencies: { minimist: '0.0.8', viral: '2.0.0' } },
    'node_modules/minimist': dependency('0.0.8', 'MIT'),
    'node_modules/viral': dependency('2.0.0', 'GPL-3.0-only'),
  },
};

/** Put together here, so that scanners of this repository find nothing. */
const LEAK = ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-');

const FILES = {
  'package.json': JSON.stringify({
    name: 'checkout',
    version: '1.4.0',
    type: 'module',
    dependencies: { minimist: '0.0.8', viral: '2.0.0' },
  }),
  'package-lock.json': JSON.stringify(LOCK),
  'add.js': 'export const add = (a, b) => a + b;\nexport const never = () => {\n  return 0;\n};\n',
  'add.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { add } from './add.js';
test('adds', () => assert.equal(add(1, 2), 3));
test('is wrong', () => assert.equal(add(1, 2), 4));
`,
  'settings.js': `export const token = '${LEAK}';\n`,
  '.secretlintrc.json': '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}',
  // Somebody committed what a tool once wrote.
  'reports/stale.xml': '<testsuite><testcase name="long ago"/></testsuite>',
  'bench.mjs': `import { readFileSync } from 'node:fs';
const value = Number(readFileSync('slowness', 'utf8'));
console.log(JSON.stringify([{ name: 'search', unit: 'ms', value }]));
`,
};

/** A repository of its own with a few commits. */
export function fixtureRepository(folder: string): FixtureRepository {
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      env: ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  for (const [name, text] of Object.entries(FILES)) write(name, text);
  write('slowness', '40');
  const running = commit('Release 1.3.0');
  write('slowness', '50');
  const released = commit('Release 1.4.0');
  write('slowness', '10');
  return { folder, commits: { running, released, later: commit('Go on') } };
}
