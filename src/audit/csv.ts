import canonicalize from 'canonicalize';
import type { Json } from '../store/database.ts';
import type { Codec } from './codec.ts';
import type { AuditItem } from './item.ts';
import { jsonLines } from './jsonl.ts';

const COLUMNS = [
  'kind',
  'stream',
  'version',
  'at',
  'actor',
  'type',
  'command',
  'schema',
  'data',
  'previous_hash',
  'hash',
  'seal',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

interface EventRecord {
  actor: string;
  at: number;
  commandId: string;
  data: Json;
  schema: number;
  stream: string;
  type: string;
  version: number;
}

/**
 * RFC 4180. Records have a column each for who, what and when; every other line has its whole content in `data`.
 * From the columns of a record its canonical form is made again, which is what was hashed.
 */
export const csv: Codec = {
  heading: `${COLUMNS.join(',')}\r\n`,
  encode: item => line(rowOf(item)),
  decode: text => {
    if (!text.endsWith('\r')) return null;
    const row = parse(text.slice(0, -1));
    const item = row && itemOf(row);
    return item && csv.encode(item) === `${text}\n` ? item : null;
  },
};

function rowOf(item: AuditItem): Row {
  if (item.is === 'event') return eventRow(item);
  const data = jsonLines.encode(item).trimEnd();
  const { stream, version, hash, seal } = { stream: '', version: '', hash: '', seal: '', ...item };
  const number = item.is === 'seal' ? item.number : seal;
  return { kind: item.is, stream, version: String(version), hash, seal: String(number), data };
}

function eventRow(item: Extract<AuditItem, { is: 'event' }>): Row {
  const { record, previousHash, hash } = item;
  const chain = { kind: 'event', previous_hash: previousHash, hash };
  const event = recordOf(record);
  // Whatever is odd about it, it is exported as it is and found by whoever checks it.
  if (!event || canonicalize(event) !== record) return { ...chain, data: record };
  const { stream, version, at, actor, type, commandId, schema, data } = event;
  if ([stream, actor, type, commandId].some(cell => /[\r\n]/.test(cell))) return { ...chain, data: record };
  return {
    ...chain,
    stream,
    version: String(version),
    at: new Date(at).toISOString(),
    actor,
    type,
    command: commandId,
    schema: String(schema),
    data: canonicalize(data) ?? '',
  };
}

function itemOf(row: Row): AuditItem | null {
  const { kind, data = '' } = row;
  if (kind !== 'event') return jsonLines.decode(data);
  const { hash = '', previous_hash: previousHash = '' } = row;
  const record = row.stream ? recordFrom(row) : data;
  return record === null ? null : { is: 'event', record, hash, previousHash };
}

function recordFrom(row: Row): string | null {
  try {
    const event: EventRecord = {
      actor: row.actor ?? '',
      at: Date.parse(row.at ?? ''),
      commandId: row.command ?? '',
      data: JSON.parse(row.data ?? ''),
      schema: Number(row.schema),
      stream: row.stream ?? '',
      type: row.type ?? '',
      version: Number(row.version),
    };
    return canonicalize(event) ?? null;
  } catch {
    return null;
  }
}

function recordOf(record: string): EventRecord | null {
  try {
    const event: EventRecord = JSON.parse(record);
    const isTime = Number.isFinite(new Date(event.at).getTime());
    return isTime && event.stream ? event : null;
  } catch {
    return null;
  }
}

/**
 * A spreadsheet takes a cell that begins like this for a formula, whatever quotes are around it
 * (https://owasp.org/www-community/attacks/CSV_Injection). The apostrophe is on the list so that the one put
 * before such a cell can be told from one that was there.
 */
const FORMULA = /^[=+\-@\t\r']/;

const guarded = (cell: string) => (FORMULA.test(cell) ? `'${cell}` : cell);
const unguarded = (cell: string) => (cell.startsWith("'") ? cell.slice(1) : cell);
const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function line(row: Row): string {
  return `${COLUMNS.map(name => quoted(guarded(row[name] ?? ''))).join(',')}\r\n`;
}

/** Cells hold no line breaks: in JSON they are escaped, and nothing else could hold one. */
function parse(text: string): Row | null {
  const cells: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const isQuoted = text[from] === '"';
    const end = isQuoted ? endOfQuotes(text, from) : endOfCell(text, from);
    const cell = text.slice(from, end);
    if (isQuoted && end < text.length && text[end] !== ',') return null;
    cells.push(unguarded(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell));
    from = end + 1;
  }
  return cells.length === COLUMNS.length
    ? Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at] ?? '']))
    : null;
}

function endOfCell(text: string, from: number): number {
  const end = text.indexOf(',', from);
  return end < 0 ? text.length : end;
}

/** Behind the quote that ends the cell. */
function endOfQuotes(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at + 1;
}
