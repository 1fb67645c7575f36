import type { Queryable } from './database.ts';

/** Keeps the canonical text of a policy under its digest, once. */
export declare function keepPolicy(tx: Queryable, digest: string, text: string): Promise<void>;

export declare function policyText(db: Queryable, digest: string): Promise<string | null>;
