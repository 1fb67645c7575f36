import type { StreamName } from '../store/event-log.ts';

/** What is wrong, and where. The words for it are in `words/english/audit.ts`. */
export type Finding =
  | { wrong: OfRecord; stream: StreamName; version: number }
  /** `until`: the last of several that are missing. */
  | { wrong: 'missing'; stream: StreamName; version: number; until: number }
  /** The record says that it belongs to another stream. */
  | { wrong: 'foreign'; stream: StreamName; version: number; belongs: StreamName }
  /** A seal has seen the stream at a version, and with a hash, that it does not have. */
  | { wrong: 'sealed-otherwise' | 'sealed-missing'; stream: StreamName; version: number; seal: number }
  /** A head is in only one of the two places that must agree: with its stream, and in the list of its seal. */
  | { wrong: 'listed-only' | 'sealed-only'; stream: StreamName; version: number; seal: number }
  | { wrong: OfStream; stream: StreamName }
  | { wrong: OfSeal; seal: number }
  | { wrong: OfFile; line: number | null };

type OfRecord =
  /** Its content is not what was hashed. */
  | 'changed'
  /** It does not carry the hash of the record before it. */
  | 'unchained'
  | 'unreadable'
  /** A version that was there already, or comes too late. */
  | 'out-of-order'
  /** The head does not know it. */
  | 'beyond-head'
  /** The columns the database finds it by tell something else than the record. */
  | 'columns';

type OfStream =
  | 'head-missing'
  | 'head-otherwise'
  /** It comes twice, or not in the order of names. */
  | 'misplaced'
  /** The archive that holds it is not the file that was written. */
  | 'archive-otherwise';

type OfSeal =
  | 'seal-changed'
  | 'seal-unchained'
  | 'seal-missing'
  | 'seal-list'
  | 'seal-otherwise'
  | 'seal-not-there';

type OfFile = 'line' | 'cut' | 'digest' | 'counts' | 'after' | 'sequence';

export type Wrong = Finding['wrong'];
