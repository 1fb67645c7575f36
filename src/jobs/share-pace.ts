import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { countSenders, leaveSenders } from '../store/senders.ts';
import { reasonOf } from './duty.ts';
import type { Pace } from './pace.ts';

const EVERY_MS = 5_000;
/** Whoever missed two looks does not send any more. */
const ALIVE_MS = 15_000;

export interface SharedPace {
  /** Looks now how many processes share it; does not fail. */
  look(): Promise<void>;
  /** The others may go faster from now on. */
  close(): Promise<void>;
}

/**
 * Slack's limits are those of the workspace: each process that sends takes its part of them, so that two do not run into
 * what one would keep to. An embedded store has one process, which need not look.
 */
export function sharePace(
  pace: Pick<Pace, 'shareBetween'>,
  { db, holder, log }: { db: Database; holder: string; log: Logger },
): SharedPace {
  if (db.kind === 'embedded') return { look: async () => {}, close: async () => {} };
  let looking = Promise.resolve();
  const look = (): Promise<void> => {
    looking = looking
      .then(async () => pace.shareBetween(await countSenders(db, holder, ALIVE_MS)))
      // It goes on as it did; without the database there is nothing to send either.
      .catch(error => log.debug({ reason: reasonOf(error) }, 'the processes that send could not be counted'));
    return looking;
  };
  void look();
  const timer = setInterval(look, EVERY_MS);
  return {
    look,
    async close() {
      clearInterval(timer);
      await looking;
      await leaveSenders(db, holder).catch(error =>
        log.debug({ reason: reasonOf(error) }, 'the others will notice that this process has ended'),
      );
    },
  };
}
