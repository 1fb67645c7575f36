import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';

/** For how long what was shown was older than what was wanted, in ms: each time a card or board caught up, once. */
export interface Staleness {
  live: number;
  behind: number[];
}

const EVERY_MS = 250;

/** Looks for so long; what is behind at the end counts up to then. */
export async function watchBoards(db: Database, live: number, forMs: number): Promise<Staleness> {
  const since = new Map<string, number>();
  const behind: number[] = [];
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt) {
    const { rows } = await db.query<{ board: string }>(
      `select release_id || '/' || key as board from app.boards where wanted_version > shown_version`,
    );
    const now = performance.now();
    const late = new Set(rows.map(({ board }) => board));
    for (const board of late) if (!since.has(board)) since.set(board, now);
    for (const [board, at] of since) {
      if (late.has(board)) continue;
      behind.push(now - at);
      since.delete(board);
    }
    await pause(EVERY_MS);
  }
  for (const at of since.values()) behind.push(performance.now() - at);
  return { live, behind: behind.length > 0 ? behind : [0] };
}
