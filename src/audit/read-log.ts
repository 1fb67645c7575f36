import type { Instant } from '../release/terms.ts';
import type { Database, Queryable } from '../store/database.ts';
import type { StreamName } from '../store/event-log.ts';
import type { AuditItem, AuditItems, Scope } from './item.ts';
import {
  type EventRow,
  eventPages,
  type HeadRow,
  headPages,
  type SealedRow,
  sealedPages,
} from './log-pages.ts';
import { Rows } from './pages.ts';
import { readSeals } from './read-seals.ts';

/** Where the records of an archived release are. */
export interface Archived {
  stream: StreamName;
  version: number;
  file: string;
  sha256: string;
}

export interface ReadOptions {
  scope: Scope;
  /** When it was read, as it is written down; now when left out. */
  at?: Instant;
  /** Gives the records of an archived release, in order. */
  archive(archived: Archived): Promise<readonly AuditItem[] | 'not there' | 'another file'>;
}

/** Looks at the whole database as it is at one moment, however long that takes; nothing is changed. */
export function atOneMoment<T>(db: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction(async tx => {
    await tx.query('set transaction isolation level repeatable read, read only');
    // The reader may write to a slow disk in between.
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    return work(tx);
  });
}

/** The trail as the database holds it; `tx` has to be one moment. */
export async function* readLog(tx: Queryable, options: ReadOptions): AuditItems {
  const { rows } = await tx.query<{ at: number }>('select app.now_ms() as at');
  yield [{ is: 'begin', format: 1, at: options.at ?? rows[0]?.at ?? 0, scope: options.scope }];
  const seals = new Set<number>();
  yield* streams(tx, options, seal => seals.add(seal));
  yield* readSeals(tx, options.scope, seals);
}

async function* streams(
  tx: Queryable,
  { scope, archive }: ReadOptions,
  seen: (seal: number) => void,
): AuditItems {
  const heads = new Rows(headPages(tx, scope));
  const events = new Rows(eventPages(tx, scope));
  const sealed = new Rows(sealedPages(tx, scope));
  for (;;) {
    const [head, event, seal] = [await heads.peek(), await events.peek(), await sealed.peek()];
    const stream = firstOf([head, event, seal].flatMap(row => (row ? [row.stream] : [])));
    if (stream === null) return;
    const isOf = (row: { stream: StreamName }) => row.stream === stream;
    const [own] = await heads.takeWhile(isOf);
    const archived = event?.stream === stream ? null : archivedIn(own);
    const records = archived ? await archive(archived) : [];
    if (archived && (records === 'not there' || records === 'another file')) {
      yield [{ is: 'absent', stream, file: archived.file, spoiled: records === 'another file' }];
    } else {
      const { version, hash, first, last } = own ?? NO_HEAD;
      yield [{ is: 'stream', stream, first, last, version, hash }];
    }
    const sealsUpTo = async (version: number): Promise<AuditItem[]> => {
      const items: AuditItem[] = [];
      const fits = (row: SealedRow) => isOf(row) && row.version <= version;
      for (let page = await sealed.takeWhile(fits); page.length > 0; page = await sealed.takeWhile(fits)) {
        for (const row of page) {
          if (scope.of !== 'everything') seen(row.seal);
          items.push({ is: 'sealed', ...row });
        }
      }
      return items;
    };
    const withSeals = async (page: readonly Numbered[]): Promise<AuditItem[]> => {
      const batch: AuditItem[] = [];
      for (const { version, item } of page) {
        batch.push(item);
        const next = await sealed.peek();
        if (next && isOf(next) && next.version <= version) batch.push(...(await sealsUpTo(version)));
      }
      return batch;
    };
    if (typeof records === 'object') {
      yield await withSeals(records.map((item, at) => ({ version: at + 1, item })));
    }
    for (let page = await events.takeWhile(isOf); page.length > 0; page = await events.takeWhile(isOf)) {
      yield await withSeals(page.map(row => ({ version: row.version, item: eventOf(row) })));
    }
    yield await sealsUpTo(Number.POSITIVE_INFINITY);
  }
}

interface Numbered {
  version: number;
  item: AuditItem;
}

const archivedIn = (head: HeadRow | undefined): Archived | null =>
  head?.file && head.sha256
    ? { stream: head.stream, version: head.version, file: head.file, sha256: head.sha256 }
    : null;

const NO_HEAD = { version: 0, hash: '', first: 1, last: 0 };

const firstOf = (names: readonly StreamName[]): StreamName | null =>
  names.reduce<StreamName | null>(
    (first, name) =>
      first === null || Buffer.compare(Buffer.from(name), Buffer.from(first)) < 0 ? name : first,
    null,
  );

const eventOf = (row: EventRow): AuditItem => ({
  is: 'event',
  record: row.record,
  previousHash: row.previous_hash,
  hash: row.hash,
  columns: {
    stream: row.stream,
    version: row.version,
    type: row.type,
    at: row.at,
    commandId: row.command_id,
  },
});
