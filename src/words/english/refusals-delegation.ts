import type { Refusals } from '../../release/refusals.ts';
import { code, inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** Those about voices that are handed to somebody. */
export type DelegationRefusal =
  | 'voice-not-lent'
  | 'voice-given'
  | 'nothing-lent'
  | 'lent-to-oneself'
  | 'lent-for-no-time'
  | 'lent-too-long'
  | 'not-yours-to-lend';

const command = (words: string) => code(`/release ${words}`);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));

export const refusalsOfDelegation: { [K in DelegationRefusal]: (details: Refusals[K]) => string } = {
  'voice-not-lent': ({ of }) =>
    `${person(of)} has no say here that is in your hands now. ${command('delegate')} shows whose voice is in whose hands.`,
  'voice-given': ({ of, by }) =>
    of === by
      ? `${person(of)} approved this already, and that counts once.`
      : `${person(by)} approved this for ${person(of)} already, and a voice counts once.`,
  'nothing-lent': ({ person: other }) =>
    `There is nothing to end between you and ${person(other)}. ${command('delegate')} shows whose voice is in whose hands.`,
  'lent-to-oneself': () => 'Your voice is yours already; name somebody else to hand it to.',
  'lent-for-no-time': () => `That ends before it begins. Say until when: ${command('delegate @b for 3 d')}.`,
  'lent-too-long': ({ mostMs }) =>
    `A voice is handed over for ${formats.duration(mostMs)} at most, so that it comes back by itself. Name an earlier end.`,
  'not-yours-to-lend': ({ foreign, own }) =>
    own.length === 0
      ? 'You are in no approving group, so you have no voice to hand over.'
      : `You are not in ${anyOf(foreign)} yourself, and what was handed to you cannot be handed on. You can hand over ${anyOf(own)}.`,
};
