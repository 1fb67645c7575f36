import { z } from 'zod';
import { type Operation, type OperationState, TargetUnavailable } from '../port.ts';
import { type Noted, OPERATIONS } from './notes.ts';
import type { Stand } from './rollout-status.ts';

/**
 * So many operations are remembered, of which one is under way at most. A release has a dozen, and an older one is
 * known to be late by its fence. Together they stay well below the 256 KiB that annotations may have.
 */
const KEPT = 24;
const LINES = 12;
const LINE_LENGTH = 400;

const Entry = z.object({
  id: z.string(),
  fence: z.number(),
  /** When it began, ms since 1970 by the clock of who began it. */
  at: z.number(),
  is: z.enum(['running', 'succeeded', 'failed']),
  note: z.string().optional(),
  /** What there is to read about it. */
  lines: z.array(z.string()),
});
export type Entry = z.output<typeof Entry>;
/** Newest last. */
export type Journal = readonly Entry[];

/** The operations that were begun, as an annotation of the one object that all of them concern. */
export function journalOn({ metadata }: Noted): Journal {
  const text = metadata.annotations?.[OPERATIONS];
  if (text === undefined) return [];
  const unreadable = `the annotation ${OPERATIONS} of ${metadata.name} cannot be understood`;
  try {
    const parsed = z.array(Entry).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    throw new TargetUnavailable(unreadable);
  }
  throw new TargetUnavailable(unreadable);
}

export const annotated = (journal: Journal): Record<string, string> => ({
  [OPERATIONS]: JSON.stringify(journal.slice(-KEPT)),
});

export const entryOf = (journal: Journal, { id }: Pick<Operation, 'id'>): Entry | null =>
  journal.find(entry => entry.id === id) ?? null;

const shortened = (lines: readonly string[]): string[] =>
  lines.slice(0, LINES).map(line => line.slice(0, LINE_LENGTH));

/** One operation at a time: whatever was under way is over with it. */
export const withBegun = (
  journal: Journal,
  { id, fence }: Operation,
  at: number,
  lines: readonly string[],
): Journal => [
  ...journal.map(entry =>
    entry.is === 'running' ? ended(entry, { is: 'failed', why: `superseded by ${id}` }) : entry,
  ),
  { id, fence, at, is: 'running', lines: shortened(lines) },
];

type End = Exclude<Stand, { is: 'running' }>;

const ended = (entry: Entry, end: End): Entry => {
  const note = (end.is === 'failed' ? end.why : end.note)?.slice(0, LINE_LENGTH);
  return {
    ...entry,
    is: end.is,
    ...(note === undefined ? {} : { note }),
    lines: [...entry.lines, `${end.is}${note === undefined ? '' : `: ${note}`}`],
  };
};

/** Null when it is not under way. */
export const withEnded = (journal: Journal, id: string, end: End): Journal | null =>
  journal.some(entry => entry.id === id && entry.is === 'running')
    ? journal.map(entry => (entry.id === id ? ended(entry, end) : entry))
    : null;

export function stateOf({ is, note }: Entry): OperationState {
  if (is === 'failed') return { is, why: note ?? 'no reason is recorded' };
  return { is, ...(note === undefined ? {} : { note }) };
}

export const outputOf = ({ lines }: Entry): string => lines.map(line => `${line}\n`).join('');
