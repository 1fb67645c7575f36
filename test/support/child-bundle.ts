import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export interface ChildBundle {
  /** The program, as one file that starts at once. */
  main: string;
  /** For `--import`; see `die-on-cue.ts`. */
  cue: string;
  /** Makes tokens for CI. */
  evidenceToken: string;
}

/**
 * Builds tminus as it is now for processes of its own, once for the whole run. It lies inside the repository, where its
 * packages are found.
 */
export async function bundleChild(): Promise<ChildBundle & { remove(): Promise<void> }> {
  const folder = join(root, 'node_modules', '.cache', 'tminus-child', String(process.pid));
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: {
      main: join(root, 'src/main.ts'),
      cue: join(root, 'test/support/die-on-cue.ts'),
      'evidence-token': join(root, 'src/tools/evidence-token.ts'),
      // Programs of their own, which are looked for beside the one that starts them.
      runner: join(root, 'src/processes/runner.ts'),
      'run-commands': join(root, 'src/providers/evidence/run-commands.ts'),
      'draw-chart': join(root, 'src/providers/pictures/draw-chart.ts'),
      'haproxy-carry-out': join(root, 'src/providers/deploys/haproxy-carry-out.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Reading a thousand small files is most of what a start costs. The first two have files of their own beside
    // their code, and the drivers have to be the very same for the program and for what looks over its shoulder.
    external: ['@electric-sql/pglite', '@resvg/resvg-js', 'bullmq', 'ioredis', 'pg', 'pino'],
    banner: {
      js: "import { createRequire as forBundle } from 'node:module'; const require = forBundle(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return {
    main: join(folder, 'main.mjs'),
    cue: join(folder, 'cue.mjs'),
    evidenceToken: join(folder, 'evidence-token.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
