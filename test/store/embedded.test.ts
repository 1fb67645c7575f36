import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';
import { createPostgresBackend, withBackend } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { QueryPastTransaction } from '../../src/store/database.ts';
import { type EmbeddedDatabase, openEmbedded } from '../../src/store/embedded.ts';
import { append, findCommand, firstTampered, headOf } from '../../src/store/event-log.ts';
import { FolderInUse, lockFolder } from '../../src/store/lock-folder.ts';
import { claimOne } from '../../src/store/tasks.ts';
import { replaceTasks } from '../../src/store/wanted-tasks.ts';

let home: string;
/** What a test opened; closed after it, whether it failed or not. */
const opened = new Set<EmbeddedDatabase>();
const children = new Set<ChildProcess>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tminus-embedded-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const db of opened) await db.close();
  children.clear();
  opened.clear();
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function open(folder = join(home, 'data')): Promise<EmbeddedDatabase> {
  const db = await openEmbedded({ folder });
  opened.add(db);
  return db;
}
async function close(db: EmbeddedDatabase): Promise<void> {
  opened.delete(db);
  await db.close();
}

/** The program of `support/database-writer.ts` in a process of its own. */
function writer(folder: string): { child: ChildProcess; lines: Interface } {
  const program = join(import.meta.dirname, '../support/database-writer.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  return { child, lines: createInterface({ input: child.stdout! }) };
}

describe('the embedded database', () => {
  it('lets go of what making it took', async () => {
    const program = join(import.meta.dirname, '../support/database-opener.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      // So much room (in MB) that Node never has a reason to collect by itself.
      '--initial-heap-size=2000',
      ...['--import', 'tsx', program, join(home, 'new')],
    ]);
    // One database is in use; making it took two more and 200 MB of files.
    expect(Number(stdout)).toBeGreaterThan(100e6);
    expect(Number(stdout)).toBeLessThan(250e6);
  });

  it('keeps what was recorded when it is closed and opened again', async () => {
    const first = await open();
    await first.transaction(tx =>
      append(tx, {
        ...{ commandId: 'kept', actor: 'U1' },
        writes: [{ stream: 'release/kept', expectedVersion: 0, events: [{ type: 'Kept', data: {} }] }],
      }),
    );
    await close(first);
    expect(await findCommand(await open(), 'kept')).toMatchObject([{ type: 'Kept' }]);
  });

  it('voids the leases of the last boot when it is opened', async () => {
    const first = await open();
    await replaceTasks(first, 'web-1', [{ task: 'step', dueAt: 0, urgent: false }]);
    const claiming = { releaseId: 'web-1', task: 'step', leaseMs: 3_600_000 };
    expect(await claimOne(first, { ...claiming, holder: 'first boot' })).not.toBeNull();
    expect(await claimOne(first, { ...claiming, holder: 'somebody else' })).toBeNull();
    await close(first);
    expect(await claimOne(await open(), { ...claiming, holder: 'second boot' })).not.toBeNull();
  });

  it('brings every commit to the disk', async () => {
    const db = await open();
    const fsync = vi.spyOn(fs, 'fsyncSync');
    try {
      for (let count = 0; count < 20; count++) {
        await db.query('insert into app.policies (digest, text) values ($1, $1)', [`fsync ${count}`]);
      }
      expect(fsync.mock.calls.length).toBeGreaterThanOrEqual(20);
    } finally {
      fsync.mockRestore();
    }
  });

  it('refuses a second process with one sentence, and lets it in when the first is gone', async () => {
    const folder = join(home, 'data');
    const first = await open();
    await expect(openEmbedded({ folder })).rejects.toThrow(FolderInUse);
    const { child, lines } = writer(folder);
    const [line] = await once(lines, 'line');
    expect(line).toBe(
      `refused: The data folder ${folder} is in use by another process; stop that one or choose another folder.`,
    );
    if (child.exitCode === null) await once(child, 'exit');
    await close(first);
    await expect(open()).resolves.toMatchObject({ kind: 'embedded' });
  });

  it('refuses a query once it is closed', async () => {
    const db = await open();
    await close(db);
    await expect(db.query('select 1')).rejects.toThrow('closed');
    await expect(db.transaction(async () => {})).rejects.toThrow('closed');
  });

  it('finishes what was asked before it closes', async () => {
    const db = await open();
    const asked = db.transaction(async tx => {
      for (let count = 0; count < 5; count++) await tx.query('select pg_sleep(0.01)');
      return 'finished';
    });
    await close(db);
    await expect(asked).resolves.toBe('finished');
  });
});

it('nothing acknowledged is lost when the process is killed, and nothing is there by halves', async () => {
  const folder = join(home, 'data');
  let acknowledged = 0;
  for (const after of [5, 20, 40]) {
    const { child, lines } = writer(folder);
    let seen = 0;
    for await (const line of lines) {
      acknowledged = Number(/^acknowledged (\d+)$/.exec(line)?.[1]);
      if (++seen === after) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const db = await open(folder);
    const { version } = await headOf(db, 'release/a');
    expect(version).toBeGreaterThanOrEqual(acknowledged);
    expect(version % 3).toBe(0);
    expect(await firstTampered(db, 'release/a')).toBeNull();
    await close(db);
  }
  expect(acknowledged).toBeGreaterThanOrEqual(3 * (5 + 20 + 40));
}, 120_000);

describe('BullMQ on the embedded database', () => {
  const name = 'bell';
  const { connect } = withBackendOf();

  it('works a job, next to the transactions of the store', async () => {
    const db = await open();
    const { queue, worker, stop } = connect(db);
    const worked = new Promise(resolve => worker.on('completed', job => resolve(job.data)));
    await db.transaction(tx => tx.query('select 1'));
    await queue.add('due', { releaseId: 'web-1', task: 'step' });
    await expect(worked).resolves.toEqual({ releaseId: 'web-1', task: 'step' });
    await stop();
  });

  it('refuses a job that is added inside a transaction of the store, where it would wait for itself', async () => {
    const db = await open();
    const { queue, stop } = connect(db);
    await queue.waitUntilReady();
    const adding = db.transaction(async () => {
      await queue.add('due', {});
    });
    await expect(adding).rejects.toThrow(QueryPastTransaction);
    await stop();
  });

  it('gives the session back when a client forgets its transaction', async () => {
    const db = await open();
    const client = await db.pool.connect();
    await client.query('begin');
    await client.query(`insert into app.policies (digest, text) values ('forgotten', '')`);
    client.release();
    expect((await db.query(`select from app.policies where digest = 'forgotten'`)).rowCount).toBe(0);
  });

  it('commits and rolls back the transactions of its clients', async () => {
    const db = await open();
    const client = await db.pool.connect();
    for (const [digest, end] of [
      ['committed', 'commit'],
      ['rolled back', 'rollback'],
    ] as const) {
      await client.query('begin');
      await client.query('insert into app.policies (digest, text) values ($1, $1)', [digest]);
      await client.query(end);
    }
    client.release();
    const { rows } = await db.query(
      `select digest from app.policies where digest in ('committed', 'rolled back')`,
    );
    expect(rows).toEqual([{ digest: 'committed' }]);
  });

  function withBackendOf() {
    const backed = withBackend(createPostgresBackend);
    return {
      connect(db: EmbeddedDatabase) {
        const queue = new backed.Queue(name, { connection: db.pool });
        const worker = new backed.Worker(name, async () => {}, { connection: db.pool });
        return {
          queue,
          worker,
          async stop() {
            await worker.close();
            await queue.close();
          },
        };
      },
    };
  }
});

describe('the lock of a folder', () => {
  it('works in a folder whose path is longer than a socket may have', async () => {
    const folder = join(home, 'x'.repeat(120));
    fs.mkdirSync(folder);
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUse);
    await unlock();
    await (await lockFolder(folder))();
  });

  it('is taken by one of many that find a dead one', async () => {
    const folder = join(home, 'contended');
    fs.mkdirSync(folder);
    for (let round = 0; round < 10; round++) {
      fs.writeFileSync(join(folder, '.lock-7.sock'), '');
      const results = await Promise.allSettled([1, 2, 3, 4].map(() => lockFolder(folder)));
      const winners = results.filter(result => result.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const winner of winners) await winner.value();
    }
  });
});
