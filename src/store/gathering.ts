import { ConnectionLost, DatabaseUnreachable } from './database.ts';

/** Taken at load, so that a test's fake timers cannot stop the store. */
const turn = setImmediate;

/** More in one go would only keep others waiting for the database and for this process. */
const AT_ONCE = 200;

interface Waiting<Ask, Answer> {
  ask: Ask;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Makes one call of many: what is asked in one turn of the event loop goes together, and so does what is asked while
 * a call is under way. Nobody waits for company, and the busier it is the more go together.
 *
 * @param askAll gives an answer for each, in their order. What fails for several is asked one by one, so that the
 * one it fails for does not take the others with it; unless the database is away, which nobody's question mends.
 */
export function gathering<Ask, Answer>(
  askAll: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
  atOnce = AT_ONCE,
): (ask: Ask) => Promise<Answer> {
  const waiting: Waiting<Ask, Answer>[] = [];
  let isUnderWay = false;

  async function answer(some: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await askAll(some.map(({ ask }) => ask));
      for (const [at, { resolve }] of some.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      const isAway = error instanceof ConnectionLost || error instanceof DatabaseUnreachable;
      if (some.length > 1 && !isAway) for (const one of some) await answer([one]);
      else for (const { reject } of some) reject(error);
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await new Promise<void>(resolve => turn(resolve));
      await answer(waiting.splice(0, atOnce));
    }
    isUnderWay = false;
  }

  return ask =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      if (isUnderWay) return;
      isUnderWay = true;
      void work();
    });
}
