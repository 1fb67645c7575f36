import type { HomeView } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import type { Reader, Scene } from './scene.ts';

/** What waits for this person, what they own, and everything that is live. */
export declare function appHome(
  live: readonly { release: Release; scene: Scene }[],
  reader: Reader,
  words: Words,
): HomeView;
