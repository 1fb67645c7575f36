import type { Instant } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';

/** What one operation may leave behind; the rest is dropped. */
export const OUTPUT_CAP_BYTES = 256 * 1024;

export interface OutputChunk {
  /** 1 for the first of the operation. */
  chunk: number;
  at: Instant;
  text: string;
}

/** Adds to the output of an operation, already masked. `full`: the cap is reached and the rest was dropped. */
export declare function appendOutput(
  db: Database,
  operationId: string,
  text: string,
): Promise<{ full: boolean }>;

/** A page of chunks after number `after`, oldest first. */
export declare function readOutput(
  db: Queryable,
  operationId: string,
  page?: { after?: number; limit?: number },
): Promise<OutputChunk[]>;
