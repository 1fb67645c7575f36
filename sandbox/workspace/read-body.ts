import type { IncomingMessage } from 'node:http';
import type { Json } from './ui-protocol.ts';

const maxBytes = 4_000_000;

/** The body was too large, or no JSON object though it said it was JSON. */
export class UnreadableBody extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnreadableBody';
  }
}

/** Reads a form or a JSON object. Throws UnreadableBody. */
export async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new UnreadableBody(`The body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  return request.headers['content-type']?.startsWith('application/json')
    ? parsedObject(text)
    : Object.fromEntries(new URLSearchParams(text));
}

function parsedObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableBody('The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableBody('The body has to be a JSON object.');
  return value as Json;
}
