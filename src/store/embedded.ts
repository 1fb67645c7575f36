import type { EventEmitter } from 'node:events';
import type { Database } from './database.ts';

/** What BullMQ's PostgreSQL backend takes for a `pg.Pool`; its tables are in place. */
export interface QueuePool extends EventEmitter {
  query(
    sql: unknown,
    params?: readonly unknown[],
  ): Promise<{ rows: unknown[]; rowCount: number; command: string }>;
  connect(): Promise<unknown>;
  end(): Promise<void>;
}

export interface EmbeddedDatabase extends Database {
  readonly kind: 'embedded';
  /** For `withBackend(createPostgresBackend)`; everything else queries the database itself. */
  readonly pool: QueuePool;
}

export interface EmbeddedOptions {
  /** Created when missing; one process at a time. */
  folder: string;
  /** Between two VACUUM and CHECKPOINT; 5 minutes by default. */
  maintainEveryMs?: number;
}

/** Opens the database in the folder, brings the schema up to date and voids the leases of the last boot. */
export declare function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase>;
