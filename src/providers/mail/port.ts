export interface Mail {
  /** The same for the same mail, however often it is sent: programs that read mail show it once. `<id@domain>`. */
  messageId: string;
  /** What it belongs to, so that mails of one release are one conversation. */
  references: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  /** Shown inside of the HTML, as `cid:<name>`. */
  pictures: readonly { name: string; altText: string; bytes: Uint8Array }[];
  /** An address where somebody turns such mail off; null where nobody can by themselves. */
  unsubscribe: string | null;
}

/** Sends mail. One message per call, to all of its addresses. */
export interface Mailer {
  /** Resolves once the server has taken it. @throws MailRefused, MailDelayed */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The server said no for good (5xx): sending it again leads to the same. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Nobody took it now: the server said later (4xx), does not answer, or does not know us. It may be sent again. */
export class MailDelayed extends Error {
  override readonly name = 'MailDelayed';
}
