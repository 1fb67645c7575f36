import type { Environment } from '../release/terms.ts';
import { type Instant, type ReleaseId, TMINUS } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';
import { append, headOf } from './event-log.ts';

/** Where it is recorded what was archived. */
export const ARCHIVE_STREAM = 'archive';

export interface Removable {
  id: ReleaseId;
  service: string;
  environment: Environment;
  /** Of its head. */
  version: number;
  hash: string;
  /** When its last record happened. */
  at: Instant;
}

/**
 * Releases that ended, whose last record is older than `before` and sealed, and for which nothing is left to be done;
 * the oldest first, from after the one that is given.
 */
export async function removableReleases(
  db: Queryable,
  { before, after, limit }: { before: Instant; after?: Pick<Removable, 'at' | 'id'>; limit: number },
): Promise<Removable[]> {
  const { rows } = await db.query<Removable>(
    `select release.id, release.service, release.environment, head.version, head.hash, head.at
     from app.releases as release join app.streams as head on head.stream = 'release/' || release.id
     where not release.live and head.at < $1 and (head.at, release.id) > ($2::bigint, $3::text)
       and not exists (select from app.tasks as task where task.release_id = release.id)
       and exists (
         select from app.sealed_heads as sealed where sealed.stream = head.stream and sealed.version = head.version
       )
     order by head.at, release.id limit $4`,
    [before, after?.at ?? 0, after?.id ?? '', limit],
  );
  return rows;
}

export interface ArchivedIn {
  file: string;
  sha256: string;
  operations: readonly string[];
}

/**
 * Records where the release was archived and removes it, in one transaction; its head and what the seals say of it
 * stay. The trigger on the log lets go only of what that record names.
 * @throws StreamMovedOn when something happened to it since, AlreadyCarriedOut when somebody else was faster
 */
export async function removeArchived(
  db: Database,
  { id, version, hash }: Pick<Removable, 'id' | 'version' | 'hash'>,
  { file, sha256, operations }: ArchivedIn,
): Promise<void> {
  const stream = `release/${id}`;
  await db.transaction(async tx => {
    const { version: expectedVersion } = await headOf(tx, ARCHIVE_STREAM);
    const data = { stream, version, hash, file, sha256 };
    await append(tx, {
      commandId: `archive/${stream}/${version}`,
      actor: TMINUS,
      reads: [{ stream, version }],
      writes: [{ stream: ARCHIVE_STREAM, expectedVersion, events: [{ type: 'ReleaseArchived', data }] }],
    });
    await tx.query(
      'insert into app.archives (stream, version, hash, file, sha256, event_version) values ($1, $2, $3, $4, $5, $6)',
      [stream, version, hash, file, sha256, expectedVersion + 1],
    );
    await tx.query('delete from app.events where stream = $1', [stream]);
    for (const table of ['notices', 'boards', 'rooms', 'samples', 'watches']) {
      await tx.query(`delete from app.${table} where release_id = $1`, [id]);
    }
    for (const table of ['outputs', 'output_sizes']) {
      await tx.query(`delete from app.${table} where operation_id = any($1::text[])`, [operations]);
    }
    await tx.query('delete from app.releases where id = $1 and not live', [id]);
  });
}

/** The file a stream was archived in, and its SHA-256 in hex. */
export interface ArchivedAs {
  stream: string;
  /** Of its head. */
  version: number;
  file: string;
  sha256: string;
}

/** Where a stream is that is no longer in the database, or null. */
export async function archiveOf(db: Queryable, stream: string): Promise<ArchivedAs | null> {
  const { rows } = await db.query<ArchivedAs>(
    'select stream, version, file, sha256 from app.archives where stream = $1',
    [stream],
  );
  return rows[0] ?? null;
}
