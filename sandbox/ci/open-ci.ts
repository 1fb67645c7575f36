import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { flawOf } from '../demo/versions.ts';
import { openSourceHost, type SourceHost, type Tag } from './source-host.ts';

export interface CiOptions {
  services: readonly string[];
  /** The service's token of the evidence endpoint. */
  tokenOf(service: string): string;
  /** Where tminus answers; it may not be there yet. */
  tminusUrl(): string;
}

export interface Ci {
  readonly sourceHost: SourceHost;
  close(): Promise<void>;
}

// The compiler leaves the project alone: a compiled copy of this file finds it in the sources.
const project =
  ['./project/', '../../../sandbox/ci/project/']
    .map(folder => fileURLToPath(new URL(folder, import.meta.url)))
    .find(folder => existsSync(folder)) ?? '';

const TRY_AGAIN_MS = 500;

interface Piece {
  format: string;
  report: string;
}

/**
 * The company's CI in small: as soon as a tag is seen it tests that version, counts what it does and posts the reports to
 * tminus, as the CI of a real company would. One version at a time.
 */
export async function openCi({ services, tokenOf, tminusUrl }: CiOptions): Promise<Ci> {
  const begun = new Set<string>();
  const closing = new AbortController();
  let working = Promise.resolve();

  const build = async ({ service, version, commit }: Tag): Promise<void> => {
    const evidence = await measure(version);
    const body = JSON.stringify({ service, commit, version, at: new Date().toISOString(), evidence });
    while (!closing.signal.aborted) {
      const isTaken = await post(body, tokenOf(service), tminusUrl());
      if (isTaken) return;
      await pause(TRY_AGAIN_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  const sourceHost = await openSourceHost(services, {
    seen(tag) {
      if (begun.has(tag.commit)) return;
      begun.add(tag.commit);
      working = working
        .then(() => build(tag))
        .catch(error => {
          begun.delete(tag.commit);
          console.error(`The CI of the sandbox could not build ${tag.service} ${tag.version}:`, error);
        });
    },
  });
  return {
    sourceHost,
    async close() {
      closing.abort();
      await sourceHost.close();
      await working;
    },
  };
}

/** False when it is to be sent again. @throws when it would not be taken the next time either */
async function post(body: string, token: string, tminusUrl: string): Promise<boolean> {
  const answer = await fetch(`${tminusUrl}/evidence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  }).catch(() => null);
  if (answer?.ok) return true;
  if (answer === null || answer.status === 429 || answer.status >= 500) return false;
  throw new Error(`tminus answered ${answer.status}: ${await answer.text()}`);
}

/** Runs the tests of the project as that version has them, with the tools that come with Node. */
async function measure(version: string): Promise<Piece[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-sandbox-ci-'));
  const [junit, lcov] = [join(folder, 'junit.xml'), join(folder, 'lcov.info')];
  const reporters = [
    ...['--test-reporter=junit', `--test-reporter-destination=${junit}`],
    ...['--test-reporter=lcov', `--test-reporter-destination=${lcov}`],
  ];
  try {
    const flaw = flawOf(version);
    await node(['--test', '--experimental-test-coverage', ...reporters], flaw);
    const counted = await node(['bench.mjs'], flaw);
    return [
      { format: 'junit', report: await readFile(junit, 'utf8') },
      { format: 'lcov', report: await readFile(lcov, 'utf8') },
      { format: 'benchmark', report: counted },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What it printed; tests that fail end it with an exit code, and their report says the rest. */
const node = (args: readonly string[], flaw: string): Promise<string> =>
  new Promise(resolve => {
    // Nothing of ours: a test runner that runs this would otherwise be taken for a part of it.
    const env = { PATH: process.env.PATH, DEMO_FLAW: flaw };
    execFile(process.execPath, args, { cwd: project, env }, (_, stdout) => resolve(stdout));
  });
