import { CARD } from '../engine/consequences.ts';
import type { Chat } from '../providers/chat/port.ts';
import { boardPost } from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import type { ClaimedNotice } from '../store/notices.ts';

export interface NoticePlace {
  kind: 'channel' | 'thread' | 'person';
  channel: string;
  threadTs?: string;
}

/** The thread a notice belongs to does not exist yet. */
export class CardMissing extends Error {
  override readonly name = 'CardMissing';
  constructor(releaseId: string) {
    super(`the card of ${releaseId} is not posted yet`);
  }
}

/** Where in the chat a notice goes; `recipientKey` wrote the recipient. @throws CardMissing */
export async function placeOf(
  { recipient, releaseId }: Pick<ClaimedNotice, 'recipient' | 'releaseId'>,
  { db, chat }: { db: Database; chat: Chat },
): Promise<NoticePlace> {
  const [kind, id = ''] = recipient.split(':', 2);
  switch (kind) {
    case 'channel':
      return { kind, channel: id };
    case 'thread': {
      const card = await boardPost(db, releaseId, CARD);
      if (!card) throw new CardMissing(releaseId);
      return { kind, channel: card.channel, threadTs: card.ts };
    }
    case 'person':
      return { kind, channel: await chat.directChannel(id) };
    default:
      throw new Error(`a notice to ${recipient} cannot be delivered`);
  }
}
