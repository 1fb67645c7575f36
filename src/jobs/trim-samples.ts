import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { trimSamples } from '../store/samples.ts';
import { reasonOf } from './duty.ts';

/** Longer than anything is watched; what was concluded from them is kept with the events. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000;
const EVERY_MS = 3_600_000;

/** Lets go of old measurements, now and every hour. Returns how to stop it. */
export function openTrim(db: Database, log: Logger): () => void {
  const trim = async () => {
    try {
      await trimSamples(db, (await db.now()) - KEPT_FOR_MS);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'old samples could not be trimmed');
    }
  };
  void trim();
  const timer = setInterval(trim, EVERY_MS);
  return () => clearInterval(timer);
}
