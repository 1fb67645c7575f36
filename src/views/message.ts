import type { KnownBlock } from '@slack/types';
import { setApart } from '../words/mrkdwn.ts';
import { cutMrkdwn, LIMITS, withinLimits } from './limits.ts';

/** What is posted: `text` alone says everything, for screen readers and push notifications. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/** A message that Slack takes, whatever was written into it. */
export const message = (text: string, blocks: readonly KnownBlock[]): Message => ({
  text: cutMrkdwn(setApart(text), LIMITS.messageText),
  blocks: withinLimits(blocks, 'message'),
});
