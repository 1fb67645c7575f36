import type { KnownBlock } from '@slack/types';

/** What is posted: `text` alone says everything, for screen readers and push notifications. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}
