import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';

/** For how long each change was wanted and not yet shown, in ms. */
export interface Staleness {
  live: number;
  /** Of what people look at: the board of a war room, and the card where there is none. */
  boards: number[];
  /** Of the cards of releases with a room, which come later. */
  cards: number[];
}

const EVERY_MS = 100;

interface Row {
  board: string;
  wanted: number;
  shown: number;
  later: boolean;
}

/** Looks for so long; what is behind at the end counts up to then. */
export async function watchBoards(db: Database, live: number, forMs: number): Promise<Staleness> {
  const seen: Staleness = { live, boards: [], cards: [] };
  const known = new Map<string, number>();
  /** Versions that are not shown yet, and since when each is wanted. */
  let open: { board: string; version: number; at: number; list: number[] }[] = [];
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt) {
    const { rows } = await db.query<Row>(
      `select release_id || '/' || key as board, wanted_version as wanted, shown_version as shown,
         key = 'card' and exists (
           select from app.boards as other where other.release_id = boards.release_id and other.key = 'board'
         ) as later
       from app.boards where ts is not null`,
    );
    const now = performance.now();
    const shown = new Map(rows.map(row => [row.board, row.shown]));
    for (const { board, wanted, later } of rows) {
      // What was behind before we looked waits for longer than we know.
      const isNews = wanted > (known.get(board) ?? wanted);
      if (isNews) open.push({ board, version: wanted, at: now, list: later ? seen.cards : seen.boards });
      known.set(board, wanted);
    }
    const isShown = (one: (typeof open)[number]) => one.version <= (shown.get(one.board) ?? 0);
    for (const { at, list } of open.filter(isShown)) list.push(now - at);
    open = open.filter(one => !isShown(one));
    await pause(EVERY_MS);
  }
  for (const { at, list } of open) list.push(performance.now() - at);
  return seen;
}

/** Until every room is made and every board stands somewhere, or for so long. */
export async function untilPosted(db: Database, mostMs: number): Promise<void> {
  const endsAt = performance.now() + mostMs;
  while (performance.now() < endsAt) {
    const { rows } = await db.query<{ n: number }>(
      `select (select count(*) from app.rooms where state = 'wanted')
         + (select count(*) from app.boards where ts is null or wanted_version > shown_version) as n`,
    );
    if (rows[0]?.n === 0) return;
    await pause(500);
  }
}
