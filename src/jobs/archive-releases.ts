import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { isThere, removeUnfinished, writeArchive } from '../audit/write-archive.ts';
import type { Engine } from '../engine/engine.ts';
import type { Instant } from '../release/terms.ts';
import { type Removable, removableReleases, removeArchived } from '../store/archives.ts';
import type { Database } from '../store/database.ts';
import { AlreadyCarriedOut, StreamMovedOn } from '../store/event-log.ts';
import { reasonOf } from './duty.ts';

export interface ArchiveMeans {
  db: Database;
  engine: Engine;
  /** Where the files go. */
  folder: string;
  keepYears: number;
  log: Logger;
}

const LOOK_EVERY_MS = 3_600_000;
const AT_ONCE = 100;

/** Moves releases that were kept long enough into files, now and every hour. */
export function openArchiving(means: ArchiveMeans): { close(): Promise<void> } {
  let isClosed = false;
  let looking: Promise<unknown> = Promise.resolve();
  const look = () => {
    looking = looking.then(() => archiveReleases(means, () => isClosed));
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await looking;
    },
  };
}

/** Everything that is due; how many were archived. One that fails is left as it is and tried again next time. */
export async function archiveReleases(means: ArchiveMeans, mustStop = () => false): Promise<number> {
  const { db, folder, keepYears, log } = means;
  let archived = 0;
  try {
    await mkdir(folder, { recursive: true });
    await removeUnfinished(folder);
    const before = yearsBefore(await db.now(), keepYears);
    let after: Removable | undefined;
    for (;;) {
      const page = await removableReleases(db, { before, ...(after && { after }), limit: AT_ONCE });
      for (const release of page) {
        if (mustStop()) return archived;
        if (await archiveOne(release, means)) archived += 1;
      }
      if (page.length < AT_ONCE) break;
      after = page.at(-1);
    }
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, 'old releases could not be archived');
  }
  if (archived > 0) log.info({ archived }, 'old releases were archived');
  return archived;
}

async function archiveOne(release: Removable, means: ArchiveMeans): Promise<boolean> {
  const { db, folder, log } = means;
  const { id } = release;
  try {
    if (await isStillNamed(release, means)) return false;
    const written = await writeArchive(db, folder, id, release);
    if (!(await isThere(folder, written))) throw new Error(`the file ${written.file} is gone again`);
    await removeArchived(db, release, written);
    log.info({ release: id, file: written.file, sha256: written.sha256 }, 'a release was archived');
    return true;
  } catch (error) {
    // Another worker was faster, or somebody came back to it.
    const isElsewhere = error instanceof AlreadyCarriedOut || error instanceof StreamMovedOn;
    log[isElsewhere ? 'debug' : 'warn'](
      { release: id, reason: reasonOf(error) },
      'a release could not be archived',
    );
    return false;
  }
}

/** What runs there, or what a rollback would go back to, may be as old as it likes. */
async function isStillNamed(
  { id, service, environment }: Removable,
  { engine }: ArchiveMeans,
): Promise<boolean> {
  const { holder, queue, current, before } = await engine.lane({ service, environment });
  return [holder, current?.release, before?.release, ...queue].includes(id);
}

/** The same day and time, so many years ago; the 29th of February becomes the 1st of March. */
export function yearsBefore(now: Instant, years: number): Instant {
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() - years);
  return then.getTime();
}
