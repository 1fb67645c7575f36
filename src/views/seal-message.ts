import { code } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, section } from './blocks.ts';
import { type Message, message } from './message.ts';

/** A seal as the audit channel keeps it: what it is worth is that nobody can change it here. */
export function sealMessage(seal: { number: number; hash: string; record: string }, words: Words): Message {
  const { at, streams, events }: { at: number; streams: number; events: number } = JSON.parse(seal.record);
  const says = words.audit.sealTold(seal.number, { at, streams, events });
  const how = words.audit.sealHow(seal.number);
  return message(`${says}\n${code(seal.hash)}\n${how}`, [
    section(`${says}\n${code(seal.hash)}`),
    context(how),
  ]);
}
