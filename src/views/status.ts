import type { Release } from '../release/state.ts';
import type { Message } from './message.ts';
import type { Reader, Scene } from './scene.ts';

/** The answer to `/release status`: where it stands, what is next, and the buttons this person may press. */
export declare function statusAnswer(release: Release, scene: Scene, reader: Reader): Message;
