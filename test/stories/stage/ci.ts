import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { commitOf, openSourceHost } from '../../../sandbox/ci/source-host.ts';

/** CI of a stage: it may post to the bot, and does so when a story says. */
export interface StageCi {
  readonly env: Readonly<Record<string, string>>;
  /** By service. */
  readonly tokens: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export { commitOf };

const ROOT = join(import.meta.dirname, '../../..');

/** Opens a source host and has the tool make the tokens, before the bot starts. */
export async function openStageCi(
  services: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<StageCi> {
  const host = await openSourceHost(services, { seen: () => {} });
  const tokens: Record<string, string> = {};
  for (const service of services) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [inject('childBundle').evidenceToken, 'create', service, '--name', 'pipeline'],
      { cwd: ROOT, env: { PATH: process.env.PATH, ...env } },
    );
    tokens[service] = stdout.trim();
  }
  return { env: { GITHUB_API_URL: host.url }, tokens, close: host.close };
}
