import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageOptions {
  /** Where the demo service answers; the page shows its versions then. */
  demoUrl?: string;
  /** Handle or id of the person a new visitor is at first. */
  person?: string;
}

// The compiler leaves the page alone: a compiled copy of this file finds it in the sources.
const source =
  ['./page/', '../../sandbox/page/']
    .map(folder => fileURLToPath(new URL(folder, import.meta.url)))
    .find(folder => existsSync(folder)) ?? '';

/**
 * Bundles the page into `outFolder`: `index.html`, `main.js`, `main.css`, chunks that are loaded when they are needed,
 * and `config.json`. Everything the page needs is in there; it works offline.
 */
export async function buildPage(
  outFolder: string,
  { demoUrl, person = 'ana' }: PageOptions = {},
): Promise<void> {
  await mkdir(outFolder, { recursive: true });
  await build({
    entryPoints: [join(source, 'main.tsx')],
    outdir: outFolder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    sourcemap: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  await copyFile(join(source, 'index.html'), join(outFolder, 'index.html'));
  await writeFile(join(outFolder, 'config.json'), JSON.stringify({ demoUrl: demoUrl ?? null, person }));
}
