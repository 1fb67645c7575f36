import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../src/audit/check-stream.ts';
import type { Database } from '../../src/store/database.ts';
import { openStore } from '../support/database.ts';
import { exported, inShort, sampleLog, verifyText } from './sample-log.ts';

type Line = Record<string, unknown> & { is?: string };

let store: Awaited<ReturnType<typeof openStore>>;
let db: Database;
const whole = { jsonl: '', csv: '' };

beforeAll(async () => {
  store = await openStore('embedded');
  db = store.db;
  await sampleLog(db);
  whole.jsonl = await exported(db);
  whole.csv = await exported(db, { format: 'csv' });
});
afterAll(async () => {
  await store.close();
});

const wrongIn = async (text: string | Buffer) => (await verifyText(text)).wrong;

/** What somebody does who knows how the file ends: count and digest are made to fit again. */
function ended(lines: readonly string[]): string {
  const body = lines.map(line => `${line}\n`).join('');
  const of = (start: string) => lines.filter(line => line.startsWith(start)).length;
  const [streams, events, seals] = ['{"is":"stream"', '{"event"', '{"is":"seal"'].map(of);
  const digest = createHash('sha256').update(body).digest('hex');
  return `${body}${JSON.stringify({ is: 'end', streams, events, seals, digest })}\n`;
}

const bodyOf = (text: string) => text.trimEnd().split('\n').slice(0, -1);

it('an export that nobody touched is as it was recorded', async () => {
  for (const text of [whole.jsonl, whole.csv, ended(bodyOf(whole.jsonl))])
    expect(await wrongIn(text)).toBe(0);
});

describe.each([
  { format: 'jsonl', edits: 400 },
  { format: 'csv', edits: 200 },
] as const)('of $edits edits of an export as $format', ({ format, edits }) => {
  it('every one is found, whatever byte is changed, added, removed or moved', async () => {
    const bytes = Buffer.from(whole[format]);
    const place = fc.nat({ max: bytes.length - 1 });
    const edit = fc.oneof(
      fc.record({ at: place, put: fc.uint8Array({ minLength: 1, maxLength: 4 }), take: fc.constant(0) }),
      fc.record({ at: place, put: fc.constant(new Uint8Array()), take: fc.integer({ min: 1, max: 400 }) }),
      fc.record({
        at: place,
        put: fc.uint8Array({ minLength: 1, maxLength: 4 }),
        take: fc.integer({ min: 1, max: 4 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(edit, async ({ at, put, take }) => {
        const edited = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + take)]);
        fc.pre(!edited.equals(bytes));
        expect(await wrongIn(edited)).toBeGreaterThan(0);
      }),
      { numRuns: edits },
    );
  });
});

it('of 400 edits whose file was made to fit again every one is found by chain and seals', async () => {
  const lines = bodyOf(whole.jsonl);
  const some = fc.integer({ min: 0, max: lines.length - 1 });
  const edit = fc.oneof(
    fc.record({ do: fc.constant('remove' as const), at: some, to: some }),
    fc.record({ do: fc.constant('repeat' as const), at: some, to: some }),
    fc.record({ do: fc.constant('move' as const), at: some, to: some }),
    fc.record({ do: fc.constant('swap' as const), at: some, to: some }),
    fc.record({ do: fc.constant('forge' as const), at: some, to: some }),
    fc.record({
      do: fc.constant('cut' as const),
      at: fc.integer({ min: 2, max: lines.length - 1 }),
      to: some,
    }),
  );
  await fc.assert(
    fc.asyncProperty(edit, async ({ do: deed, at, to }) => {
      const edited = tampered(lines, deed, at, to);
      fc.pre(edited.join('\n') !== lines.join('\n'));
      const { findings, wrong } = await verifyText(ended(edited));
      expect(wrong, edited.join('\n')).toBeGreaterThan(0);
      expect(findings.every(({ wrong: kind }) => kind !== 'digest' && kind !== 'counts')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

function tampered(
  lines: readonly string[],
  deed: 'remove' | 'repeat' | 'move' | 'swap' | 'forge' | 'cut',
  at: number,
  to: number,
): string[] {
  const copy = [...lines];
  const line = copy[at] ?? '';
  switch (deed) {
    case 'remove':
      copy.splice(at, 1);
      return copy;
    case 'repeat':
      copy.splice(to, 0, line);
      return copy;
    case 'move':
      copy.splice(at, 1);
      copy.splice(to, 0, line);
      return copy;
    case 'swap':
      copy[at] = copy[to] ?? '';
      copy[to] = line;
      return copy;
    case 'cut':
      return copy.slice(0, at);
    case 'forge':
      copy[at] = forged(line);
      return copy;
  }
}

/** Changes what a line says, and hashes a record anew so that it fits by itself. */
function forged(line: string): string {
  const parsed: Line = JSON.parse(line);
  if (!('event' in parsed)) {
    const [name, value] = Object.entries(parsed).find(([, it]) => typeof it === 'number') ?? [];
    return name ? line.replace(`"${name}":${value}`, `"${name}":${Number(value) + 1}`) : line;
  }
  const record = JSON.stringify(parsed.event).replace('U01ANA', 'U02BEN');
  const previousHash = String(parsed.previousHash);
  return `{"event":${record},"hash":"${hashOf(previousHash, record)}","previousHash":"${previousHash}"}`;
}

describe('what was left out is named', () => {
  const without = (...parts: RegExp[]) =>
    ended(bodyOf(whole.jsonl).filter(line => !parts.some(part => part.test(line))));

  it('a whole stream, with its head and with what the seals said of it', async () => {
    const text = without(/^\{"(is":"stream|is":"sealed|event).*release\/c"/);
    expect(inShort(await verifyText(text))).toEqual(['listed-only release/c 2 3']);
  });

  it('the end of a stream, with its head and the seal that saw it', async () => {
    const lines = bodyOf(whole.jsonl).filter(
      line =>
        !/^\{"event.*release\/b".*"version":5\}/.test(line) &&
        !/"is":"sealed".*release\/b","version":5/.test(line),
    );
    const kept = lines.find(line => /^\{"event.*release\/b".*"version":4\}/.test(line)) ?? '';
    const { hash }: { hash: string } = JSON.parse(kept);
    const text = lines.map(line =>
      /"is":"stream","stream":"release\/b"/.test(line)
        ? JSON.stringify({ is: 'stream', stream: 'release/b', first: 1, last: 4, version: 4, hash })
        : line,
    );
    expect(inShort(await verifyText(ended(text)))).toEqual(['listed-only release/b 5 3']);
  });

  it('the seals from the first on', async () => {
    const found = inShort(await verifyText(without(/"is":"seal","number":1/, /"is":"listed","seal":1/)));
    expect(found).toContain('seal-missing 1');
  });
});
