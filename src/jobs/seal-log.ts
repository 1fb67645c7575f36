import type { Logger } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { type Chat, ChatRefused, type MessageMark } from '../providers/chat/port.ts';
import type { Database } from '../store/database.ts';
import { type ClaimedSealPost, claimSealPost, markSealPosted } from '../store/seal-posts.ts';
import { takeSeal } from '../store/seals.ts';
import { sealMessage } from '../views/seal-message.ts';
import type { Speech } from '../words/speech.ts';
import { reasonOf } from './duty.ts';

export interface SealMeans {
  db: Database;
  chat: Chat;
  /** Where the seal of the day is told; null: only in the log. */
  channel: string | null;
  speech: Pick<Speech, 'inChannel'>;
  log: Logger;
}

const SEAL_EVERY_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60_000;
/** Long enough for whoever tries it now to have ended. */
const TRY_AGAIN_MS = 10 * 60_000;
const SEALS = '0f3d2f6e-0d0a-5c53-9a55-5d1f0d7c2a41';

/**
 * Takes the seals that are due and tells them where whoever can write to the database cannot: in the log, and once a
 * day in a channel. When is written in the database, so it does not matter how many processes do this, and since when.
 */
export function openSealing(means: SealMeans): { close(): Promise<void> } {
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    looking = looking.then(() => sealAndTell(means));
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** One look; never rejects. */
export async function sealAndTell(means: SealMeans): Promise<void> {
  const { db, channel, log } = means;
  try {
    for (let seal = await take(db); seal !== null; seal = await take(db)) {
      const { number, hash, at, changed, streams, events } = seal;
      log.info({ seal: number, hash, at, changed, streams, events }, 'the audit log was sealed');
    }
    const claimed = channel === null ? null : await claimSealPost(db, TRY_AGAIN_MS);
    if (channel !== null && claimed) await tell(claimed, channel, means);
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, 'the audit log could not be sealed, or the seal not be told');
  }
}

const take = (db: Database) => takeSeal(db, { everyMs: SEAL_EVERY_MS });

async function tell(
  claimed: ClaimedSealPost,
  channel: string,
  { db, chat, speech }: SealMeans,
): Promise<void> {
  const mark: MessageMark = { kind: 'tminus_seal', id: uuidv5(claimed.day, SEALS) };
  const known = claimed.isRepeated ? await findPost(chat, channel, mark, claimed.begunAt) : null;
  const { ts } =
    known ?? (await chat.post({ channel, mark, ...sealMessage(claimed, speech.inChannel(channel)) }));
  await markSealPosted(db, claimed.day, ts);
}

/** Where history cannot be read the seal is rather told twice than not at all. */
const findPost = (chat: Chat, channel: string, mark: MessageMark, since: number) =>
  chat.find({ channel }, mark, since).catch((error: unknown) => {
    if (error instanceof ChatRefused) return null;
    throw error;
  });
