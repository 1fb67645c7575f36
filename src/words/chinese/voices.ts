import type { Voice } from '../../release/voices.ts';
import { inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const names = (groups: readonly string[]) => formats.and(groups.map(group => inline(group)));

/** Who spoke: `B`, or B in place of A. */
export const speaker = ({ by, for: of }: Pick<Voice, 'by' | 'for'>): string =>
  of === undefined ? person(by) : `${person(by)}（代 ${person(of)}）`;

/** Who spoke and for which groups. */
export const voiceOf = (voice: Voice): string => `${speaker(voice)} 代表 ${names(voice.groups)}`;

/** The same with what was done. */
export const didFor = (voice: Voice, did: string): string => `${voiceOf(voice)} ${did}`;
