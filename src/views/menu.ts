import type { Release } from '../release/state.ts';
import type { Message } from './message.ts';
import type { Reader, Scene } from './scene.ts';

/** The answer to a bare `/release`: what this person can do here now. `services` are those of the channel. */
export declare function menu(
  releases: readonly { release: Release; scene: Scene }[],
  here: { services: readonly string[]; words: Scene['words'] },
  reader: Reader,
): Message;
