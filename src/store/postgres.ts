import type { Database } from './database.ts';

export interface PostgresOptions {
  url: string;
  poolSize?: number;
  connectTimeoutMs?: number;
  statementTimeoutMs?: number;
}

/** Connects and brings the schema up to date. */
export declare function openPostgres(options: PostgresOptions): Promise<Database>;
