import { createTransport } from 'nodemailer';
import { type Mail, MailDelayed, type Mailer, MailRefused } from './port.ts';

export interface SmtpOptions {
  /** `smtp://` (STARTTLS where the server has it) or `smtps://`, with user and password where it wants them. */
  url: string;
  /** `tminus <releases@example.com>`, or the address alone. */
  from: string;
  /** How long each step of the conversation with the server may take. */
  timeoutMs?: number;
}

/** Well within the lease of a notice. */
const TIMEOUT_MS = 8_000;

/** Sends mail through a server of the organisation's own. */
export function smtpMailer({ url, from, timeoutMs = TIMEOUT_MS }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // What is sent was written by people: nothing in it may name files or addresses to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail: Mail) {
      try {
        await transport.sendMail({
          from,
          to: [...mail.to],
          subject: mail.subject,
          messageId: mail.messageId,
          inReplyTo: mail.references,
          references: mail.references,
          text: mail.text,
          html: mail.html,
          attachments: mail.pictures.map(({ name, bytes }) => ({
            filename: `${name}.png`,
            cid: name,
            content: Buffer.from(bytes),
            contentType: 'image/png',
            contentDisposition: 'inline' as const,
          })),
          headers: {
            // Told by a program: no holiday notes in return. https://www.rfc-editor.org/rfc/rfc3834#section-5
            'Auto-Submitted': 'auto-generated',
            ...(mail.unsubscribe === null ? {} : { 'List-Unsubscribe': `<${mail.unsubscribe}>` }),
          },
        });
      } catch (error) {
        throw isFinal(error)
          ? new MailRefused(reasonOf(error), { cause: error })
          : new MailDelayed(reasonOf(error), { cause: error });
      }
    },
    close: () => transport.close(),
  };
}

/** That the server does not know us is for whoever runs tminus to mend, and no property of the mail. */
function isFinal(error: unknown): boolean {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
