import type { Release } from '../release/state.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { WARNING } from './icons.ts';
import { type Message, message } from './message.ts';

/** What the owner is told when nobody can be told in the channel any more. */
export function channelLostMessage(channel: string, { plan }: Release, { room, card }: Words): Message {
  const says = room.channelLost(channel, escapeText(card.title(plan)));
  return message(says, [section(`${WARNING} ${says}`)]);
}
