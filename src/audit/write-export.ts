import { createHash } from 'node:crypto';
import type { Codec } from './codec.ts';
import type { AuditCounts, AuditItem, AuditItems } from './item.ts';

/** The trail as text, in pieces of some size, ended by a line with its counts and its digest. */
export async function* exportText(items: AuditItems, codec: Codec): AsyncGenerator<Buffer, void> {
  const digest = createHash('sha256');
  const counts: AuditCounts = { streams: 0, events: 0, seals: 0 };
  let heading = codec.heading;
  for await (const batch of items) {
    const lines = batch.filter(({ is }) => is !== 'end').map(item => codec.encode(item));
    const piece = Buffer.from(heading + lines.join(''));
    heading = '';
    count(counts, batch);
    digest.update(piece);
    yield piece;
  }
  yield Buffer.from(codec.encode({ is: 'end', ...counts, digest: digest.digest('hex') }));
}

export function count(counts: AuditCounts, batch: readonly AuditItem[]): void {
  for (const { is } of batch) {
    if (is === 'event') counts.events += 1;
    else if (is === 'stream') counts.streams += 1;
    else if (is === 'seal') counts.seals += 1;
  }
}
