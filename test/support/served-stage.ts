import { afterEach, inject } from 'vitest';
import { type ChildBot, startChild } from './child-bot.ts';
import { type CrashStage, openCrashStage } from './crash-stage.ts';
import type { Cue } from './cue.ts';
import { freePort } from './real-services-server.ts';

export interface ServedStage extends CrashStage {
  /** Talks to people; carries nothing out. */
  bot(): Promise<ChildBot>;
  /** Carries out; any number of them. */
  worker(cue?: Cue): Promise<ChildBot>;
  /** Both in one. */
  both(): Promise<ChildBot>;
  /** Resolves when the query has rows. */
  holds(sql: string, timeoutMs?: number): Promise<void>;
}

const closing: (() => Promise<void>)[] = [];

/** Whatever a test opened is closed after it, the processes first. */
export function closeServedStages(): void {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
}

/** Closes it after the test, and after everything that was opened later. */
export function closedAtEnd<T extends { close(): Promise<void> }>(opened: T): T {
  closing.push(() => opened.close());
  return opened;
}

/** A stage for several processes on PostgreSQL and Redis, by default those of the test run. */
export async function openServedStage(
  servers: { postgresUrl?: string; redisUrl?: string } = {},
): Promise<ServedStage> {
  const stage = await openCrashStage('served', {
    postgresUrl: inject('postgresUrl'),
    redisUrl: inject('redisUrl'),
    databaseImage: inject('databaseImage'),
    ...servers,
  });
  closing.push(() => stage.close());
  const db = await stage.openDatabase();
  closing.push(() => db.close());
  const start = async (settings: Record<string, string>, cue: Cue | null = null) => {
    const child = startChild(inject('childBundle'), stage.settings(settings), cue);
    closing.push(() => child.kill());
    await child.ready();
    return child;
  };
  return {
    ...stage,
    bot: () => start({ TMINUS_ROLE: 'bot' }),
    worker: async cue => start({ TMINUS_ROLE: 'worker', PORT: String(await freePort()) }, cue ?? null),
    both: () => start({ TMINUS_ROLE: 'all' }),
    async holds(sql, timeoutMs = 60_000) {
      const begunAt = performance.now();
      for (;;) {
        const rows = await db.query(sql).then(
          answer => answer.rows,
          () => [],
        );
        if (rows.length > 0) return;
        if (performance.now() - begunAt > timeoutMs) throw new Error(`not within ${timeoutMs} ms: ${sql}`);
        await new Promise(resolve => setTimeout(resolve, 25));
      }
    },
  };
}

export const released = (version: string, status: string): string =>
  `select id from app.releases where version = '${version}' and status = '${status}'`;
