import { z } from 'zod';
import type { Codec } from './codec.ts';
import type { AuditItem } from './item.ts';

const Count = z.int().min(0);
const Text = z.string();

/** Every line but those of records. */
const Line = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('begin'),
    format: z.literal(1),
    at: Count,
    scope: z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('everything') }),
      z.strictObject({ of: z.literal('period'), from: z.int(), until: z.int() }),
      z.strictObject({ of: z.literal('release'), release: Text }),
    ]),
  }),
  z.strictObject({
    is: z.literal('stream'),
    stream: Text,
    first: Count,
    last: Count,
    version: Count,
    hash: Text,
  }),
  z.strictObject({ is: z.literal('absent'), stream: Text, file: Text, spoiled: z.boolean() }),
  z.strictObject({ is: z.literal('sealed'), seal: Count, stream: Text, version: Count, hash: Text }),
  z.strictObject({ is: z.literal('seal'), number: Count, record: Text, previousHash: Text, hash: Text }),
  z.strictObject({
    is: z.literal('listed'),
    seal: Count,
    stream: Text,
    version: Count,
    hash: Text,
    elsewhere: z.boolean(),
  }),
  z.strictObject({ is: z.literal('output'), operation: Text, chunk: Count, at: Count, text: Text }),
  z.strictObject({ is: z.literal('end'), streams: Count, events: Count, seals: Count, digest: Text }),
]);

const BEFORE = '{"event":';
const HASH = ',"hash":"';
const PREVIOUS = '","previousHash":"';
const AFTER = '"}';
const FIRST_OF_STREAM = `${PREVIOUS}${AFTER}`;
/** Characters of a SHA-256 in hex. */
const SHA256_LENGTH = 64;

/** One JSON object a line; a record stands in it as it was hashed, so that checking it takes no parsing. */
export const jsonLines: Codec = {
  heading: '',
  encode: item => {
    if (item.is === 'event')
      return `${BEFORE}${item.record}${HASH}${item.hash}${PREVIOUS}${item.previousHash}${AFTER}\n`;
    return `${JSON.stringify(item)}\n`;
  },
  decode: line => {
    if (line.startsWith(BEFORE)) return eventOf(line);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return null;
    }
    const { data } = Line.safeParse(value);
    return data && JSON.stringify(data) === line ? data : null;
  },
};

function eventOf(line: string): AuditItem | null {
  if (!line.endsWith(AFTER)) return null;
  const previousLength = line.endsWith(FIRST_OF_STREAM) ? 0 : SHA256_LENGTH;
  const previousFrom = line.length - AFTER.length - previousLength;
  const hashFrom = previousFrom - PREVIOUS.length - SHA256_LENGTH;
  const recordTo = hashFrom - HASH.length;
  const isWhole =
    recordTo > BEFORE.length &&
    line.startsWith(PREVIOUS, hashFrom + SHA256_LENGTH) &&
    line.startsWith(HASH, recordTo);
  if (!isWhole) return null;
  return {
    is: 'event',
    record: line.slice(BEFORE.length, recordTo),
    hash: line.slice(hashFrom, hashFrom + SHA256_LENGTH),
    previousHash: line.slice(previousFrom, previousFrom + previousLength),
  };
}
