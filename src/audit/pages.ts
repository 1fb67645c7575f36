import type { Queryable } from '../store/database.ts';

/** One page after another, each from where the one before ended. The embedded database has no cursors. */
export interface Pages<Row> {
  /** `$1` and, where `after` gives two, `$2` say where to go on; it ends in an order by the same columns. */
  sql: string;
  /** What follows the place in the parameters. */
  params?: readonly unknown[];
  from: readonly unknown[];
  after(row: Row): readonly unknown[];
  limit: number;
}

export async function* inPages<Row>(tx: Queryable, pages: Pages<Row>): AsyncGenerator<Row[], void> {
  const { sql, params = [], after, limit } = pages;
  let place = pages.from;
  for (;;) {
    const { rows } = await tx.query<Row>(`${sql} limit ${limit}`, [...place, ...params]);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || rows.length < limit) return;
    place = after(last);
  }
}

/** Row by row, with a look at the next one. */
export class Rows<Row> {
  readonly #pages: AsyncGenerator<Row[], void>;
  #page: Row[] = [];
  #at = 0;
  #isOver = false;

  constructor(pages: AsyncGenerator<Row[], void>) {
    this.#pages = pages;
  }

  /** The next row, which stays the next one; null at the end. Reads a page where none is at hand. */
  async peek(): Promise<Row | null> {
    if (this.#at >= this.#page.length && !this.#isOver) {
      const { value } = await this.#pages.next();
      this.#page = value ?? [];
      this.#at = 0;
      this.#isOver = this.#page.length === 0;
    }
    return this.#page[this.#at] ?? null;
  }

  /** Those at hand from the next one on for as long as they fit; empty when the next one does not. */
  async takeWhile(fits: (row: Row) => boolean): Promise<Row[]> {
    await this.peek();
    const from = this.#at;
    while (this.#at < this.#page.length && fits(this.#page[this.#at] as Row)) this.#at += 1;
    return this.#page.slice(from, this.#at);
  }
}
