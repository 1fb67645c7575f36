import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { prepare } from '../../src/store/embedded.ts';
import { pgliteDatabase } from '../../src/store/pglite-database.ts';

/**
 * A PGlite data folder with the schema in place, as a file: loading it takes a sixth of the time of
 * making one. Kept between runs until a migration or a package changes.
 */
export async function databaseImage(): Promise<string> {
  const prefix = `tminus-tests-${process.getuid?.() ?? 0}-`;
  const path = join(tmpdir(), `${prefix}${digest()}.tar`);
  if (existsSync(path)) return path;
  removeOld(prefix);
  const lite = await PGlite.create();
  const database = pgliteDatabase(lite);
  await prepare(database);
  const image = await lite.dumpDataDir('none');
  await database.close();
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, image.stream());
  await rename(unfinished, path);
  return path;
}

/** Images of another day; those of today may belong to another checkout that is being tested. */
function removeOld(prefix: string): void {
  for (const name of readdirSync(tmpdir()).filter(each => each.startsWith(prefix) && each.endsWith('.tar'))) {
    const path = join(tmpdir(), name);
    if (Date.now() - statSync(path).mtimeMs > 24 * 3_600_000) rmSync(path, { force: true });
  }
}

function digest(): string {
  const require = createRequire(import.meta.url);
  const migrations = join(import.meta.dirname, '../../migrations');
  const hash = createHash('sha256');
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)));
  hash.update(readFileSync(require.resolve('bullmq/package.json')));
  hash.update(readFileSync(join(require.resolve('@electric-sql/pglite'), '../../package.json')));
  return hash.digest('hex').slice(0, 16);
}
