import type { Release } from '../release/state.ts';
import type { Message } from './message.ts';
import type { Scene } from './scene.ts';

/** The card in the release channel, edited in place. */
export declare function releaseCard(release: Release, scene: Scene): Message;
