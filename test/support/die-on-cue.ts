import { writeSync } from 'node:fs';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import pg from 'pg';
import type { Announcement, Cue } from './cue.ts';

/**
 * Loaded into a process before its own code. It looks over the shoulder of the two database drivers, says
 * which events were committed and which operations are begun, and kills or stops the process on its cue.
 */
const cue: Cue | null = JSON.parse(process.env.DIE_ON_CUE ?? 'null');
// Nobody is left to stop it when the tests are killed.
process.on('disconnect', () => process.exit(1));
process.on('message', ({ id, sql }: { id: number; sql: string }) => {
  const asked = lite ? lite.query(sql) : Promise.reject(new Error('the database was not used yet'));
  asked.then(
    ({ rows }) => process.send?.({ id, rows }),
    error => process.send?.({ id, error: String(error) }),
  );
});
process.channel?.unref();

/** The embedded database, once it was used: nobody else can look into it. */
let lite: PGlite | undefined;

const met = new Map<Cue['at'], number>();

const announce = (what: Announcement) => writeSync(1, `${JSON.stringify(what)}\n`);

function meet(at: Cue['at'], events: string[] = []): void {
  const nth = (met.get(at) ?? 0) + 1;
  met.set(at, nth);
  if (cue?.at !== at || cue.nth !== nth) return;
  announce({ met: at, events });
  process.kill(process.pid, cue.signal ?? 'SIGKILL');
}

/** The types of the events the statement appends; null for any other statement. */
function appendedBy(sql: string, params: readonly unknown[] | undefined): string[] | null {
  if (!/\bapp\.append(_at)?\(/.test(sql) || !params) return null;
  const types = params[6];
  return Array.isArray(types) ? types.map(String) : null;
}

async function around<T>(sql: string, carryOut: () => Promise<T>): Promise<T> {
  if (/update app\.notices\s+set state = 'sent'/.test(sql)) meet('before-sent');
  const result = await carryOut();
  if (/update app\.notices\s+set state = 'sending'/.test(sql)) meet('after-sending');
  return result;
}

async function committing<T>(events: string[], commit: () => Promise<T>): Promise<T> {
  meet('before-append', events);
  const result = await commit();
  announce({ recorded: events });
  meet('after-append', events);
  return result;
}

/** Null for what the pool asks in other ways; these tests look for nothing there. */
function statementIn([first, params]: unknown[]): { sql: string; params?: unknown[] } | null {
  if (typeof first === 'string') return { sql: first, ...(Array.isArray(params) ? { params } : {}) };
  if (typeof first !== 'object' || first === null || !('text' in first)) return null;
  const values = 'values' in first && Array.isArray(first.values) ? { params: first.values } : {};
  return typeof first.text === 'string' ? { sql: first.text, ...values } : null;
}

const appended = new WeakMap<object, string[]>();
const inTransaction = new WeakSet<object>();
const ask = pg.Client.prototype.query as (...args: unknown[]) => unknown;
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]): unknown {
    const statement = statementIn(args);
    const carryOut = () => ask.apply(this, args);
    if (!statement) return carryOut();
    const { sql, params } = statement;
    const events = appendedBy(sql, params);
    if (sql === 'begin') inTransaction.add(this);
    if (sql === 'commit' || sql === 'rollback') inTransaction.delete(this);
    // A statement outside of a transaction commits by itself.
    if (events && !inTransaction.has(this)) return committing(events, async () => carryOut());
    if (events) appended.set(this, events);
    if (sql === 'rollback') appended.delete(this);
    if (sql !== 'commit') return around(sql, async () => carryOut());
    const committed = appended.get(this);
    appended.delete(this);
    return committed ? committing(committed, async () => carryOut()) : carryOut();
  },
});

const { transaction, query } = PGlite.prototype;
Object.assign(PGlite.prototype, {
  query(this: PGlite, ...args: Parameters<typeof query>) {
    lite = this;
    const events = appendedBy(args[0], args[1]);
    const carryOut = () => query.apply(this, args);
    return events ? committing(events, carryOut) : around(args[0], carryOut);
  },
  async transaction<T>(this: PGlite, work: (tx: Transaction) => Promise<T>): Promise<T> {
    let events: string[] | null = null;
    const result = await transaction.call(this, async tx => {
      const askInside = tx.query.bind(tx);
      tx.query = (sql, params, options) => {
        events = appendedBy(sql, params) ?? events;
        return askInside(sql, params, options);
      };
      const done = await work(tx);
      if (events) meet('before-append', events);
      return done;
    });
    const committed = events as string[] | null;
    if (committed) {
      announce({ recorded: committed });
      meet('after-append', committed);
    }
    return result as T;
  },
});

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const [, operation] = /\/operations\/([^/?]+)$/.exec(String(input)) ?? [];
  if (operation && init?.method === 'PUT') {
    announce({ starts: operation });
    meet('before-start', [operation]);
  }
  return fetch(input, init);
};
