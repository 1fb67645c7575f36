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
  await bundle('main.tsx', outFolder);
  await copyFile(join(source, 'index.html'), join(outFolder, 'index.html'));
  await writeFile(join(outFolder, 'config.json'), JSON.stringify({ demoUrl: demoUrl ?? null, person }));
}

/**
 * Writes a page that shows every one of `exhibits` as the workspace does, with `index.html` to open from the disk: it needs
 * no server.
 */
export async function buildGallery(outFolder: string, gallery: object): Promise<void> {
  await bundle('gallery.tsx', outFolder, 'iife');
  const data = JSON.stringify(gallery).replaceAll('<', '\\u003c');
  await writeFile(join(outFolder, 'data.js'), `window.gallery = ${data};\n`);
  await writeFile(join(outFolder, 'index.html'), GALLERY);
}

const GALLERY = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <meta name="color-scheme" content="light dark" />
  <title>Everything people see</title>
  <link rel="stylesheet" href="gallery.css" />
  <div id="root"></div>
  <script src="data.js"></script>
  <script src="gallery.js"></script>
</html>
`;

async function bundle(entry: string, outFolder: string, format: 'esm' | 'iife' = 'esm'): Promise<void> {
  await mkdir(outFolder, { recursive: true });
  await build({
    entryPoints: [join(source, entry)],
    outdir: outFolder,
    bundle: true,
    splitting: format === 'esm',
    format,
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    sourcemap: format === 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}
