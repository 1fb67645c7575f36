import { lackingGates, type Unready, unready } from '../release/readiness.ts';
import type { Release } from '../release/state.ts';
import type { Scene } from './scene.ts';

/** What a release lacks now, a sentence for each kind, with who can mend it. */
export const lackingLines = (release: Release, scene: Scene): string[] =>
  lines(unready(release, scene), release, scene);

/** Gates that would hold it at its start, although it got past them before. */
export const gatesAtStart = (release: Release, scene: Scene): string[] =>
  lines(lackingGates(release, scene.now), release, scene);

const lines = (lacking: readonly Unready[], { plan }: Release, { words }: Scene): string[] =>
  lacking.map(it => words.readiness.lacking(it, plan.owner));
