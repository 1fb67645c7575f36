import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Database, Queryable } from '../store/database.ts';
import { readOutput } from '../store/outputs.ts';
import { digestOfFile } from './archive-file.ts';
import type { AuditItems } from './item.ts';
import { jsonLines } from './jsonl.ts';
import { readExport } from './read-export.ts';
import { atOneMoment, readLog } from './read-log.ts';
import { verify } from './verify.ts';
import { exportText } from './write-export.ts';

export interface ArchiveFile {
  /** Within the folder: `2027/checkout-1.4.0-3f9c2a-9f86d081884c.jsonl.gz`. */
  file: string;
  sha256: string;
  /** The operations of the release, whose output is in the file. */
  operations: string[];
}

/** What was written does not read back as what is in the database. */
export class ArchiveSpoiled extends Error {
  override readonly name = 'ArchiveSpoiled';
}

/**
 * Writes all records of an ended release into a file that can be checked alone, and checks it. The file has its
 * name only when it is whole and on the disk; its name holds its digest, so that two writers cannot disagree on it.
 * @param head the last record the file has to hold
 * @throws ArchiveSpoiled
 */
export async function writeArchive(
  db: Database,
  folder: string,
  release: ReleaseId,
  head: { version: number; at: Instant },
): Promise<ArchiveFile> {
  const year = String(new Date(head.at).getUTCFullYear());
  await mkdir(join(folder, year), { recursive: true });
  const unfinished = join(folder, year, `${release}.${randomUUID()}${UNFINISHED}`);
  const operations = new Set<string>();
  try {
    await atOneMoment(db, async tx => {
      // The time of its last record, so that every attempt writes the same.
      const items = readLog(tx, {
        scope: { of: 'release', release },
        at: head.at,
        archive: async () => 'not there',
      });
      const text = exportText(withOutputs(tx, items, operations), jsonLines);
      await pipeline(text, createGzip(), createWriteStream(unfinished));
    });
    await toDisk(unfinished);
    const { wrong, counts } = await verify(() => readExport(unfinished));
    if (wrong > 0 || counts.events !== head.version) {
      throw new ArchiveSpoiled(`the archive of ${release} does not read back as it was recorded`);
    }
    const sha256 = await digestOfFile(unfinished);
    const file = join(year, `${release}-${sha256.slice(0, 12)}.jsonl.gz`);
    await rename(unfinished, join(folder, file));
    await toDisk(dirname(join(folder, file)));
    return { file, sha256, operations: [...operations] };
  } finally {
    await rm(unfinished, { force: true });
  }
}

const UNFINISHED = '.part';
const DAY_MS = 24 * 3_600_000;

/** Takes away what writers left that were killed; those of today may still be at work. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!name.endsWith(UNFINISHED)) continue;
    const isOld = Date.now() - (await stat(path)).mtimeMs > DAY_MS;
    if (isOld) await rm(path, { force: true });
  }
}

/** Whether the file is there, and not empty: looked at once more before anything is removed. */
export const isThere = (folder: string, { file }: ArchiveFile): Promise<boolean> =>
  stat(join(folder, file)).then(
    ({ size }) => size > 0,
    () => false,
  );

async function* withOutputs(tx: Queryable, items: AuditItems, operations: Set<string>): AuditItems {
  for await (const batch of items) {
    for (const item of batch) {
      const operation = item.is === 'event' ? operationIn(item.record) : null;
      if (operation !== null) operations.add(operation);
    }
    yield batch;
  }
  for (const operation of operations) {
    let after = 0;
    for (;;) {
      const chunks = await readOutput(tx, operation, { after });
      if (chunks.length === 0) break;
      yield chunks.map(chunk => ({ is: 'output', operation, ...chunk }));
      after = chunks.at(-1)?.chunk ?? after;
    }
  }
}

function operationIn(record: string): string | null {
  const { data }: { data?: { operation?: unknown } } = JSON.parse(record);
  return typeof data?.operation === 'string' ? data.operation : null;
}

async function toDisk(path: string): Promise<void> {
  const file = await open(path);
  await file.sync().finally(() => file.close());
}
