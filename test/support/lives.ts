import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { type ChildBot, startChild } from './child-bot.ts';
import type { CrashStage } from './crash-stage.ts';
import type { Cue, Met } from './cue.ts';

/** One bot that is started again whenever it died, as whatever keeps processes running would do. */
export interface Lives {
  /** The present process, or the last one. */
  readonly bot: ChildBot;
  readonly count: number;
  /** What it died of, oldest first. */
  readonly deaths: readonly Met[];
  /** How long each took to start. */
  readonly readyAfterMs: readonly number[];
  /** Reads the database, whoever has it. */
  ask<Row>(sql: string): Promise<Row[]>;
  /** Waits until `isSo`; whatever it throws while a process is down means not yet. */
  until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void>;
  /** The same as `work`, but fails as soon as a process ended that was not told to. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Kills the present process; the next one is up when this resolves. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Whoever lives for a few seconds has no use for a PGlite that was optimised, which is half of what starting it costs. */
const SHORT_LIVED = ['--liftoff-only'];

/** @param cueOf how the nth process ends, from 1; null lets it live */
export function liveOn(stage: CrashStage, cueOf: (life: number) => Cue | null = () => null): Lives {
  const deaths: Met[] = [];
  const readyAfterMs: number[] = [];
  let count = 0;
  let isStopping = false;
  let isKilled = false;
  let failure: Error | null = null;
  let fail = (_error: Error) => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(error => {
    failure = error;
  });
  let database: Promise<Database> | null = null;

  function start(): ChildBot {
    count += 1;
    return startChild(inject('childBundle'), stage.settings(), cueOf(count), SHORT_LIVED);
  }

  let bot = start();
  const living = (async () => {
    while (!isStopping) {
      const present = bot;
      await present.exited;
      if (present.readyAfterMs !== null) readyAfterMs.push(present.readyAfterMs);
      if (present.met) deaths.push(present.met);
      if (isStopping) return;
      if (!present.met && !isKilled) {
        fail(new Error(`the process ended by itself:\n${present.said}`));
        return;
      }
      isKilled = false;
      if (stage.kind === 'served') await expireLeases();
      bot = start();
    }
  })();

  /** As if ten seconds had gone by. Real waiting, a dozen times over, is what `test/races` does once. */
  async function expireLeases(): Promise<void> {
    for (const table of ['tasks', 'notices', 'boards']) {
      await ask(`update app.${table} set lease_until = app.now_ms() where lease_until is not null`);
    }
  }

  async function ask<Row>(sql: string): Promise<Row[]> {
    if (stage.kind === 'embedded') return bot.ask<Row>(sql);
    database ??= stage.openDatabase();
    return (await (await database).query<Row>(sql)).rows;
  }

  return {
    get bot() {
      return bot;
    },
    get count() {
      return count;
    },
    deaths,
    readyAfterMs,
    ask,
    async until(what, isSo, timeoutMs) {
      const begunAt = performance.now();
      for (;;) {
        if (failure) throw failure;
        if (await Promise.resolve(isSo()).catch(() => false)) return;
        if (performance.now() - begunAt > timeoutMs) {
          throw new Error(`${what} did not happen within ${timeoutMs} ms; the process said:\n${bot.said}`);
        }
        await pause(100);
      }
    },
    during: work => Promise.race([work, failed]),
    async kill() {
      isKilled = true;
      const killed = bot;
      await killed.kill();
      while (bot === killed) await pause(10);
      await bot.ready();
    },
    async stop() {
      isStopping = true;
      await bot.stop();
      await living;
      await (await database)?.close();
      database = null;
      if (failure) throw failure;
    },
  };
}
