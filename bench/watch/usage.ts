import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from '../../src/store/database.ts';

/** Of Linux, on every machine this runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, in seconds, and its parent. */
function stat(pid: number | string): { parent: number; cpuSeconds: number } {
  // The name, in parentheses, may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return {
    parent: Number(fields[1]),
    cpuSeconds: (user + system + childrenUser + childrenSystem) / TICKS_PER_SECOND,
  };
}

export const cpuSecondsOf = (pid: number): number => stat(pid).cpuSeconds;

/** Of all processes of a server that works in children. */
function cpuSecondsOfFamily(parent: number): number {
  const family = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return family.reduce((sum, pid) => {
    try {
      const own = stat(pid);
      return own.parent === parent ? sum + own.cpuSeconds : sum;
    } catch {
      // It ended meanwhile, and its time is with its parent.
      return sum;
    }
  }, cpuSecondsOf(parent));
}

export interface DatabaseUse {
  cpuSeconds: number;
  statements: number;
  /** Written to the log ahead. */
  walBytes: number;
  /** Of the tables of ticks with their indexes. */
  tableBytes: number;
  samples: number;
}

export async function databaseUse(db: Database): Promise<DatabaseUse> {
  const { rows } = await db.query<Record<'pid' | 'statements' | 'wal' | 'bytes' | 'samples', number>>(
    `select pg_backend_pid() as pid,
       (select xact_commit from pg_stat_database where datname = current_database()) as statements,
       (pg_current_wal_lsn() - '0/0')::bigint as wal,
       (select sum(pg_total_relation_size(name))::bigint
          from unnest(array['app.samples', 'app.watches', 'app.tasks']) as name) as bytes,
       (select count(*) from app.samples) as samples`,
  );
  const [use] = rows;
  if (!use) throw new Error('the database says nothing about itself');
  return {
    cpuSeconds: cpuSecondsOfFamily(stat(use.pid).parent),
    statements: use.statements,
    walBytes: use.wal,
    tableBytes: use.bytes,
    samples: use.samples,
  };
}
