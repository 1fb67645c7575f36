import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';
import type { Scene } from './scene.ts';

/** An entry of the release's history as the engine gives it. */
export interface HistoryLine {
  at: Instant;
  actor: PersonId;
  event: ReleaseEvent;
}

/** The plan, the runbook and what happened, newest last. */
export declare function showRelease(release: Release, history: readonly HistoryLine[], scene: Scene): Message;

/** Cuts a step's output into pages that fit one message. */
export declare function outputPages(output: string): string[];

/** One page of a step's output, with buttons to the others. `page` counts from 1. */
export declare function stepOutput(
  release: Release,
  step: string,
  of: { pages: readonly string[]; page: number },
  words: Words,
): Message;
