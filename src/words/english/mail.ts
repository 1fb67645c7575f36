import { code } from '../mrkdwn.ts';

/** The words that only a mail has. */
export const mail = {
  subject: (title: string, what: string) => `${title}: ${what}`,
  openCard: 'Open it in Slack',
  forPerson: `You get this because you wanted your direct messages of tminus by email, too. ${code('/release settings email off')} in Slack ends that.`,
  /** To somebody who did not ask for email. */
  emergency: 'Slack did not take this in time, so it comes by email.',
  forList: (list: string) => `You get this because your address is on the mailing list “${list}” of tminus.`,
};
