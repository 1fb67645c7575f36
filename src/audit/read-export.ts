import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Codec } from './codec.ts';
import { csv } from './csv.ts';
import type { AuditCounts, AuditItem, AuditItems } from './item.ts';
import { jsonLines } from './jsonl.ts';
import { count } from './write-export.ts';

const LINE_END = 0x0a;
const PIECE_BYTES = 1024 * 1024;
/** Far more than a record ever is; without an end to a line memory would fill up. */
const LINE_BYTES = 64 * 1024 * 1024;

/**
 * The trail as a file tells it, JSON lines or CSV, compressed by gzip or not; what cannot be read is an item too.
 * @throws an error of the file system when there is no such file
 */
export async function* readExport(path: string): AuditItems {
  yield* itemsOf(await bytesOf(path));
}

/** The same of bytes that come in pieces. */
export async function* itemsOf(pieces: AsyncIterable<Buffer>): AuditItems {
  const digest = createHash('sha256');
  const counts: AuditCounts = { streams: 0, events: 0, seals: 0 };
  let rest: Buffer = Buffer.alloc(0);
  let lineNumber = 0;
  let codec: Codec | null = null;
  let isOver = false;

  function* itemsIn(bytes: Buffer): Generator<AuditItem> {
    let from = 0;
    let hashed = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
      const line = bytes.toString('utf8', from, end);
      lineNumber += 1;
      codec ??= line.startsWith('{') ? jsonLines : csv;
      const isHeading = lineNumber === 1 && `${line}\n` === codec.heading;
      const item = isHeading ? null : codec.decode(line);
      if (isOver) yield { is: 'broken', line: lineNumber, why: 'after' };
      else if (item?.is === 'end') {
        digest.update(bytes.subarray(hashed, from));
        hashed = end + 1;
        isOver = true;
        yield* endOf(item, digest.digest('hex'), lineNumber, counts);
      } else if (item) {
        count(counts, [item]);
        yield item;
      } else if (!isHeading) yield { is: 'broken', line: lineNumber, why: 'line' };
      from = end + 1;
    }
    if (!isOver) digest.update(bytes.subarray(hashed, from));
    rest = bytes.subarray(from);
  }

  try {
    for await (const piece of pieces) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      const items = [...itemsIn(bytes)];
      if (items.length > 0) yield items;
      if (rest.length > LINE_BYTES) break;
    }
  } catch (error) {
    // A file whose end is missing is told by zlib in its own way.
    if (!isOfZlib(error)) throw error;
  }
  if (!isOver) yield [{ is: 'broken', line: null, why: 'cut' }];
  else if (rest.length > 0) yield [{ is: 'broken', line: lineNumber + 1, why: 'after' }];
}

function* endOf(
  item: Extract<AuditItem, { is: 'end' }>,
  digest: string,
  line: number,
  counts: AuditCounts,
): Generator<AuditItem> {
  const { streams, events, seals } = item;
  const isComplete = streams === counts.streams && events === counts.events && seals === counts.seals;
  if (item.digest !== digest) yield { is: 'broken', line, why: 'digest' };
  else if (!isComplete) yield { is: 'broken', line, why: 'counts' };
  yield item;
}

async function bytesOf(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const isCompressed = await beginsAsGzip(file).finally(() => file.close());
  const raw = createReadStream(path, { highWaterMark: PIECE_BYTES });
  if (!isCompressed) return raw;
  const plain = createGunzip({ chunkSize: PIECE_BYTES });
  raw.on('error', error => plain.destroy(error));
  return raw.pipe(plain);
}

async function beginsAsGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

const isOfZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
