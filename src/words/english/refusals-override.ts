import type { Refusals } from '../../release/refusals.ts';
import { code, inline, people, person } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

/** Those about overrides and about who may do what. */
export type OverrideRefusal =
  | 'not-permitted'
  | 'no-override'
  | 'override-asked'
  | 'already-overridden'
  | 'not-an-overrider'
  | 'no-override-asked'
  | 'override-old'
  | 'skip-needs-emergency'
  | 'no-review-due'
  | 'nothing-to-skip';

const command = (words: string) => code(`/release ${words}`);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));

export const refusalsOverride: { [K in OverrideRefusal]: (details: Refusals[K]) => string } = {
  'not-permitted': ({ deed, people: named, groups }) => {
    const could = [...people(named), ...groups.map(group => `members of ${inline(group)}`)];
    return could.length === 0
      ? `The policy lets nobody ${terms.permitted[deed]} there. To change that, name a group under ${code('permissions')} in ${code('config/approvals.yml')}.`
      : `Only ${formats.or(could)} may ${terms.permitted[deed]} there. Please ask them.`;
  },
  'no-override': () =>
    `The policy names nobody who may override here, so it goes its ordinary way: ${command('status')} says what is missing.`,
  'override-asked': ({ by, groups }) =>
    `${person(by)} has asked for an override already; ${anyOf(groups)} decides. ${command('status')} shows it.`,
  'already-overridden': ({ by }) =>
    `${person(by)} has granted an override already, so nothing more has to be set aside. See ${command('status')}.`,
  'not-an-overrider': ({ groups }) =>
    `Only members of ${anyOf(groups)} decide on an override. You can ask for one: ${command('override <reason>')}.`,
  'no-override-asked': () =>
    `No override waits for an answer here. To ask for one: ${command('override <reason>')}.`,
  'override-old': () =>
    `The override was granted more than 24 hours ago, so it no longer counts. Ask again: ${command('override <reason>')}.`,
  'skip-needs-emergency': () =>
    `Approvals are never skipped without an emergency that somebody who may override confirms. Ask for that with ${code('--emergency "<reason>"')}, or leave ${code('--skip-approval')} out.`,
  'nothing-to-skip': () =>
    `No gate keeps it from going out, so there is nothing to skip. See ${command('gates')}.`,
  'no-review-due': () =>
    `No override of this release waits for a review. ${command('list')} shows those that do; name the one you mean: ${command('review <release> <what was found>')}.`,
};
