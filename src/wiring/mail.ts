import type { MailMeans } from '../jobs/send-mail.ts';
import type { Policy } from '../policy/policy.ts';
import { smtpMailer } from '../providers/mail/smtp.ts';
import { echartsPictures } from '../providers/pictures/echarts.ts';
import type { Settings } from '../settings.ts';
import type { Readers } from './readers.ts';

/** What sends mail; null where no server is set. */
export function openMail(
  { mail }: Pick<Settings, 'mail'>,
  { profileOf }: Pick<Readers, 'profileOf'>,
  policy: () => Policy,
): MailMeans | null {
  if (!mail) return null;
  return {
    mailer: smtpMailer(mail),
    domain: /@([^\s>]+)>?$/.exec(mail.from)?.[1] ?? 'localhost',
    unsubscribe: mail.unsubscribe,
    addressesOf: list => {
      const { mailingLists } = policy().monitoring.notices;
      return Object.hasOwn(mailingLists, list) ? (mailingLists[list] ?? []) : [];
    },
    profileOf,
    pictures: echartsPictures(),
  };
}
