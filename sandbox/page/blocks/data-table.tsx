import { useState } from 'react';
import type { Block } from '../elements/element.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { type RichNode, RichText } from './rich-text.tsx';

type Cell = RichNode & { value?: number };

interface Table extends Block {
  caption?: string;
  rows?: Cell[][];
  page_size?: number;
  row_header_column_index?: number;
}

/** data_table: sorted by a click on a column, a page at a time. */
export function DataTable({ block }: { block: Block }) {
  const { caption = '', rows = [], page_size = 5, row_header_column_index = 0 } = block as Table;
  const [sort, setSort] = useState<{ column: number; sign: 1 | -1 } | null>(null);
  const [page, setPage] = useState(0);
  const [head = [], ...body] = rows;
  const sorted = sort ? [...body].sort((a, b) => sort.sign * compare(a[sort.column], b[sort.column])) : body;
  const pages = Math.ceil(body.length / page_size);
  const sortBy = (column: number) =>
    setSort(before => ({ column, sign: before?.column === column && before.sign === 1 ? -1 : 1 }));
  const order = (column: number) =>
    sort?.column !== column ? 'none' : sort.sign === 1 ? 'ascending' : 'descending';
  return (
    <div className="table-frame">
      <table>
        <caption>{withEmoji(caption)}</caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <HeadCell
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                key={column}
                title={cell.text ?? ''}
                isNumber={body[0]?.[column]?.type === 'raw_number'}
                order={order(column)}
                sort={() => sortBy(column)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(page * page_size, (page + 1) * page_size).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity.
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                <BodyCell key={column} cell={cell} isHead={column === row_header_column_index} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <div className="table-pages">
          <button type="button" className="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span className="quiet">
            {page + 1} of {pages}
          </span>
          <button
            type="button"
            className="button"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </div>
      )}
    </div>
  );
}

const ARROWS = { none: '', ascending: ' ↑', descending: ' ↓' };

interface HeadProps {
  title: string;
  isNumber: boolean;
  order: keyof typeof ARROWS;
  sort(): void;
}

function HeadCell({ title, isNumber, order, sort }: HeadProps) {
  return (
    <th scope="col" className={isNumber ? 'number' : undefined} aria-sort={order}>
      <button type="button" onClick={sort}>
        {withEmoji(title)}
        <span aria-hidden="true">{ARROWS[order]}</span>
      </button>
    </th>
  );
}

function BodyCell({ cell, isHead }: { cell: Cell; isHead: boolean }) {
  const content = cell.type === 'rich_text' ? <RichText node={cell} /> : withEmoji(cell.text ?? '');
  if (isHead) return <th scope="row">{content}</th>;
  return <td className={cell.type === 'raw_number' ? 'number' : undefined}>{content}</td>;
}

function compare(a: Cell | undefined, b: Cell | undefined): number {
  if (a?.value !== undefined && b?.value !== undefined) return a.value - b.value;
  return plain(a).localeCompare(plain(b), 'en', { numeric: true });
}

const plain = (node: RichNode | undefined): string =>
  node?.text ?? (node?.elements ?? []).map(plain).join('');
