import type { Instant } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';
import { withoutNul } from './without-nul.ts';

/** What one operation may leave behind; the rest is dropped. */
export const OUTPUT_CAP_BYTES = 256 * 1024;

export interface OutputChunk {
  /** 1 for the first of the operation. */
  chunk: number;
  at: Instant;
  text: string;
}

/** The size of an output of which something was dropped: more than an output can have. */
const OVERFULL_BYTES = OUTPUT_CAP_BYTES + 1;

/**
 * Adds to the output of an operation, already masked. `full`: the cap is reached and what is beyond it
 * was dropped; from then on everything is.
 */
export async function appendOutput(
  db: Database,
  operationId: string,
  text: string,
): Promise<{ full: boolean }> {
  const bytes = Buffer.from(withoutNul(text));
  return await db.transaction(async tx => {
    const { rows } = await tx.query<{ chunks: number; bytes: number }>(
      `insert into app.output_sizes as size (operation_id, chunks) values ($1, 1)
       on conflict (operation_id) do update set chunks = size.chunks + 1
       returning chunks, bytes`,
      [operationId],
    );
    const { chunks, bytes: before } = rows[0]!;
    const kept = wholeCharacters(bytes, Math.max(0, OUTPUT_CAP_BYTES - before));
    const full = kept.length < bytes.length;
    const grownTo = full ? OVERFULL_BYTES : before + kept.length;
    if (full && kept.length === 0)
      await tx.query('update app.output_sizes set bytes = $2 where operation_id = $1', [
        operationId,
        grownTo,
      ]);
    if (kept.length > 0) {
      await tx.query(
        `with grown as (update app.output_sizes set bytes = $4 where operation_id = $1)
         insert into app.outputs (operation_id, chunk, at, text) values ($1, $2, app.now_ms(), $3)`,
        [operationId, chunks, kept.toString(), grownTo],
      );
    }
    return { full };
  });
}

/** Whether something of the output was dropped because it was too long. */
export async function isOverfull(db: Queryable, operationId: string): Promise<boolean> {
  const { rows } = await db.query<{ bytes: number }>(
    'select bytes from app.output_sizes where operation_id = $1',
    [operationId],
  );
  return (rows[0]?.bytes ?? 0) > OUTPUT_CAP_BYTES;
}

/** A page of chunks after number `after`, oldest first. */
export async function readOutput(
  db: Queryable,
  operationId: string,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<OutputChunk[]> {
  const { rows } = await db.query<OutputChunk>(
    `select chunk, at, text from app.outputs
     where operation_id = $1 and chunk > $2 order by chunk limit $3`,
    [operationId, after, limit],
  );
  return rows;
}

/** At most `limit` bytes, without cutting a UTF-8 sequence in two. */
function wholeCharacters(bytes: Buffer, limit: number): Buffer {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
