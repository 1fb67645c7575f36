import type { Logger } from 'pino';
import type { ChatHomes } from '../providers/chat/fixtures.ts';
import { ChatRateLimited, ChatRefused } from '../providers/chat/port.ts';
import type { PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { type ClaimedViewer, homeDrawn, homeOpened, putBackViewer } from '../store/home-viewers.ts';
import { digestOf } from './digest-of.ts';
import { reasonOf } from './duty.ts';
import type { Pace } from './pace.ts';

type View = object;

/** Slack does not say when somebody looks away. */
export const LOOKING_FOR_MS = 10 * 60_000;
/** However much happens, one home is drawn once in so long; what happened meanwhile is in it. */
const REST_MS = 1_000;
const REFUSED_FOR_MS = 60_000;
const METHOD = 'method/views.publish';

export interface ShownHomes {
  /** Somebody opens theirs: draws it for them, and again whenever something changes while they look. */
  open(person: PersonId, publish: (view: View) => Promise<void>): Promise<void>;
}

export const openHomes = (db: Database, draw: (person: PersonId) => Promise<View>): ShownHomes => ({
  async open(person, publish) {
    const { from } = await homeOpened(db, person);
    const view = await draw(person);
    await publish(view);
    await homeDrawn(db, person, { from, digest: digestOf(view), restMs: REST_MS });
  },
});

export interface HomeRefreshMeans {
  db: Database;
  homes: ChatHomes;
  draw(person: PersonId): Promise<View>;
  pace: Pace;
  log: Logger;
}

/** Brings the home of somebody who looks at it up to date. One that would look the same is not published. */
export async function showHome(claimed: ClaimedViewer, means: HomeRefreshMeans): Promise<void> {
  const { db, homes, draw, pace, log } = means;
  const { person, from } = claimed;
  try {
    const view = await draw(person);
    const digest = digestOf(view);
    if (digest !== claimed.digest) {
      const waitMs = pace.take([METHOD]);
      if (waitMs > 0) return await putBackViewer(db, claimed, waitMs);
      await homes.publish(person, view);
    }
    await homeDrawn(db, person, { from, digest, restMs: REST_MS });
  } catch (error) {
    if (error instanceof ChatRateLimited) pace.hold(METHOD, error.retryAfterMs);
    log.warn({ person, reason: reasonOf(error) }, 'an App Home could not be drawn anew');
    await putBackViewer(db, claimed, waitAfter(error, claimed));
  }
}

function waitAfter(error: unknown, { attempts }: ClaimedViewer): number {
  if (error instanceof ChatRateLimited) return error.retryAfterMs;
  if (error instanceof ChatRefused) return REFUSED_FOR_MS;
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 6));
}
