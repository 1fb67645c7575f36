import type { Voice } from '../../release/voices.ts';
import { inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const names = (groups: readonly string[]) => formats.and(groups.map(group => inline(group)));

/** Who spoke: `B`, or `B for A`. */
export const speaker = ({ by, for: of }: Pick<Voice, 'by' | 'for'>): string =>
  of === undefined ? person(by) : `${person(by)} for ${person(of)}`;

/** Who spoke and for whom: `B for qa`, or `B for A (qa)`. */
export const voiceOf = (voice: Voice): string =>
  voice.for === undefined
    ? `${person(voice.by)} for ${names(voice.groups)}`
    : `${speaker(voice)} (${names(voice.groups)})`;

/** The same after what was done: `B approved for qa`, `B approved for A (qa)`. */
export const didFor = ({ by, for: of, groups }: Voice, did: string): string =>
  of === undefined
    ? `${person(by)} ${did} for ${names(groups)}`
    : `${person(by)} ${did} for ${person(of)} (${names(groups)})`;
