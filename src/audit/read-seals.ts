import type { Queryable } from '../store/database.ts';
import type { AuditItem, AuditItems, Scope } from './item.ts';
import { ROWS_AT_ONCE, type SealedRow, within } from './log-pages.ts';
import { inPages, Rows } from './pages.ts';

interface SealRow {
  number: number;
  record: string;
  previous_hash: string;
  hash: string;
}

/** The seals with the heads each lists; of a part of the log only those that saw it. */
export async function* readSeals(tx: Queryable, scope: Scope, seen: ReadonlySet<number>): AuditItems {
  const only = scope.of === 'everything' ? null : [...seen];
  const listed = new Rows(listedPages(tx, scope, only));
  const seals = inPages<SealRow>(tx, {
    sql: `select number, record, previous_hash, hash from app.seals
      where number > $1 and ($2::integer[] is null or number = any($2)) order by number`,
    params: [only],
    from: [0],
    after: row => [row.number],
    limit: ROWS_AT_ONCE,
  });
  for await (const page of seals) {
    for (const { number, record, previous_hash: previousHash, hash } of page) {
      const batch: AuditItem[] = [{ is: 'seal', number, record, previousHash, hash }];
      // A list whose seal is gone is shown with the next one, which then does not fit.
      const fits = ({ seal }: SealedRow) => seal <= number;
      for (let rows = await listed.takeWhile(fits); rows.length > 0; rows = await listed.takeWhile(fits)) {
        batch.push(...rows.map(listedItem));
        yield batch.splice(0);
      }
      yield batch;
    }
  }
  const rest = () => true;
  for (let rows = await listed.takeWhile(rest); rows.length > 0; rows = await listed.takeWhile(rest))
    yield rows.map(listedItem);
}

interface ListedRow extends SealedRow {
  here: boolean;
}

const listedItem = ({ here, ...row }: ListedRow): AuditItem => ({ is: 'listed', ...row, elsewhere: !here });

function listedPages(tx: Queryable, scope: Scope, only: readonly number[] | null) {
  const { where, params } = within(scope, 4);
  const here =
    scope.of === 'period'
      ? `exists (select from app.events as event where event.stream = sealed.stream
          and event.version = sealed.version and ${where})`
      : where;
  return inPages<ListedRow>(tx, {
    sql: `select seal, stream, version, hash, ${here} as here from app.sealed_heads as sealed
      where (seal, stream) > ($1::integer, $2) and ($3::integer[] is null or seal = any($3)) order by seal, stream`,
    params: [only, ...params],
    from: [0, ''],
    after: row => [row.seal, row.stream],
    limit: ROWS_AT_ONCE,
  });
}
