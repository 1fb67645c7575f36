import type { Refusals } from '../../release/refusals.ts';
import { code, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** Those about reminders that cannot be put off. */
export type ReminderRefusal =
  | 'not-reminded'
  | 'nothing-to-put-off'
  | 'put-off-already'
  | 'snoozed-already'
  | 'snoozed-too-long';

const command = (words: string) => code(`/release ${words}`);

export const refusalsOfReminders: { [K in ReminderRefusal]: (details: Refusals[K]) => string } = {
  'not-reminded': ({ at }) =>
    `There is no reminder to put off: you get one at half time, ${when(at, formats)}, if you are still needed then.`,
  'nothing-to-put-off': () =>
    `You got no reminder about this release directly, so there is none to put off. ${command('settings')} says which messages you get.`,
  'put-off-already': () =>
    `You have put this reminder off once already, and it does not come a third time. ${command('status')} shows what is still wanted of you.`,
  'snoozed-already': ({ until }) =>
    `You have put this reminder off once already. Please approve or reject until ${when(until, formats)}.`,
  'snoozed-too-long': ({ until }) =>
    `The time to approve ends ${when(until, formats)}, so the reminder has to come before that: ${command('remind-me in 2 h')}.`,
};
