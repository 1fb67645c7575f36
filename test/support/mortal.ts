import type { DeployTarget } from '../../src/providers/deploys/port.ts';
import type { Database } from '../../src/store/database.ts';

/** What a process sees of the world until it dies at its first commit of events, right before it or right after. */
export interface Mortal {
  db: Database;
  target: DeployTarget;
  readonly isDead: boolean;
  /** Resolves with the events at hand. */
  died: Promise<string[]>;
}

const forEver = <T>(): Promise<T> => new Promise<T>(() => {});

/** The types of the events a statement appends; null for any other. */
function appendedBy(sql: string, params: readonly unknown[]): string[] | null {
  const types = /\bapp\.append(_at)?\(/.test(sql) ? params[6] : null;
  return Array.isArray(types) ? types.map(String) : null;
}

/**
 * From its death on nothing it asks is ever answered, and nothing it asks reaches anybody: for everybody else it is as
 * if the process had been killed there, at a fraction of what starting another one costs.
 */
export function mortal(db: Database, target: DeployTarget, at: 'before' | 'after'): Mortal {
  let isDead = false;
  let die = (_events: string[]) => {};
  const died = new Promise<string[]>(resolve => {
    die = resolve;
  });
  const whileAlive = async <T>(act: () => Promise<T>): Promise<T> => {
    if (isDead) return forEver();
    const result = await act();
    return isDead ? forEver() : result;
  };
  async function around<T>(sql: string, params: readonly unknown[], act: () => Promise<T>): Promise<T> {
    const events = appendedBy(sql, params);
    if (events === null || isDead) return whileAlive(act);
    isDead = true;
    if (at === 'after') await act();
    die(events);
    return forEver();
  }
  return {
    died,
    get isDead() {
      return isDead;
    },
    db: {
      ...db,
      query: (sql, params = []) => around(sql, params, () => db.query(sql, params)),
      atOnce: (sql, params) => around(sql, params, () => db.atOnce(sql, params)),
      transaction: work => whileAlive(() => db.transaction(work)),
      now: () => whileAlive(() => db.now()),
    },
    target: {
      can: target.can,
      visibleAfterMs: target.visibleAfterMs,
      start: (...args) => whileAlive(() => target.start(...args)),
      check: (...args) => whileAlive(() => target.check(...args)),
      cancel: (...args) => whileAlive(() => target.cancel(...args)),
      read: (...args) => whileAlive(() => target.read(...args)),
      output: (...args) => whileAlive(() => target.output(...args)),
    },
  };
}
