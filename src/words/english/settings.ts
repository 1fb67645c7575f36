import type { Language } from '../../release/language.ts';
import type { DirectMessages } from '../../release/preferences.ts';
import { code } from '../mrkdwn.ts';

const languages: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };

const direct: Record<DirectMessages, string> = {
  all: 'All of them',
  needed: 'What waits for me, and emergencies',
  urgent: 'Emergencies only',
};

/** How somebody is told: the modal, and the answer that says how it is set. */
export const settings = {
  title: 'Your settings',
  submit: 'Save',
  language: 'Language',
  languages,
  asInSlack: 'As in Slack',
  direct: 'Direct messages',
  directs: direct,
  email: 'Direct messages by email, too',
  yes: 'Yes',
  no: 'No',
  quietFrom: 'Quiet hours from',
  quietUntil: 'until',
  quietHint: 'By your clock in Slack. What is no emergency waits until they end; leave both empty for none.',
  quiet: 'Quiet hours',
  noQuiet: 'None',
  quietBoth: 'Quiet hours need both: when they begin and when they end.',
  hours: (from: string, until: string, zone: string) => `${from} to ${until} (${zone})`,
  saved: 'This is how you are told from now on:',
  howTo: `Change it with the form of ${code('/release settings')}, or typed: ${code('settings language zh-CN')}, ${code('settings messages needed')}, ${code('settings email on')}, ${code('settings quiet 22:00-08:00')}.`,
  noAddress: 'Slack shows tminus no email address of yours, so nothing can be mailed to you.',
  noMail: 'This tminus sends no email.',
};
