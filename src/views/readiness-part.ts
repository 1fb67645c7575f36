import { unready } from '../release/readiness.ts';
import type { Release } from '../release/state.ts';
import type { Scene } from './scene.ts';

/** What a release lacks now, a sentence for each kind, with who can mend it. */
export const lackingLines = (release: Release, { now, words }: Scene): string[] =>
  unready(release, { now }).map(it => words.readiness.lacking(it, release.plan.owner));
