import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mail, MailDelayed, MailRefused } from '../../../src/providers/mail/port.ts';
import { smtpMailer } from '../../../src/providers/mail/smtp.ts';
import { addressesIn, openPostBox, type PostBox } from './post-box.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const mail = (more: Partial<Mail> = {}): Mail => ({
  messageId: '<6d0b7a3c@example.com>',
  references: '<checkout-1.4.0-k3f@example.com>',
  to: ['ana@example.com', 'ben@example.com'],
  subject: 'checkout 1.4.0 → 生产环境：正在回滚',
  text: '正在回滚 1.4.0 → 1.3.2。\n',
  html: '<p>正在回滚 <strong>1.4.0</strong></p><img src="cid:chart" alt="a chart">',
  pictures: [{ name: 'chart', altText: 'a chart', bytes: PNG }],
  unsubscribe: 'mailto:it@example.com?subject=off',
  ...more,
});

let box: PostBox;
const mailer = (more: { url?: string; timeoutMs?: number } = {}) =>
  smtpMailer({ url: box.url, from: 'tminus <releases@example.com>', timeoutMs: 2_000, ...more });
beforeEach(async () => {
  box = await openPostBox();
});
afterEach(() => box.close());

describe('a mail', () => {
  it('arrives as it was written, in text and in HTML, with its picture inside', async () => {
    await mailer().send(mail());
    const [got] = box.received;
    expect(got).toMatchObject({ from: 'releases@example.com', to: ['ana@example.com', 'ben@example.com'] });
    expect(got?.mail).toMatchObject({
      subject: 'checkout 1.4.0 → 生产环境：正在回滚',
      messageId: '<6d0b7a3c@example.com>',
      inReplyTo: '<checkout-1.4.0-k3f@example.com>',
      references: '<checkout-1.4.0-k3f@example.com>',
    });
    expect(addressesIn(got?.mail.from)).toContain('tminus');
    expect(got?.mail.text).toContain('正在回滚 1.4.0 → 1.3.2。');
    expect(got?.mail.html).toContain('<strong>1.4.0</strong>');
    expect(got?.mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(JSON.stringify(got?.mail.headers.get('list'))).toContain('it@example.com');
    const [picture] = got?.mail.attachments ?? [];
    expect(picture).toMatchObject({ cid: 'chart', contentType: 'image/png', contentDisposition: 'inline' });
    expect(picture?.content.equals(PNG)).toBe(true);
  });

  it('has no way to unsubscribe where there is none', async () => {
    await mailer().send(mail({ unsubscribe: null }));
    expect(box.received[0]?.mail.headers.has('list')).toBe(false);
  });

  it('has one Message-ID however often it is sent', async () => {
    await mailer().send(mail());
    await mailer().send(mail());
    expect(box.received.map(({ mail: { messageId } }) => messageId)).toEqual([
      '<6d0b7a3c@example.com>',
      '<6d0b7a3c@example.com>',
    ]);
  });

  it('cannot be given more headers or recipients by what stands in it', async () => {
    await mailer().send(mail({ subject: 'Hello\r\nBcc: eve@example.com' }));
    const [got] = box.received;
    expect(got?.to).toEqual(['ana@example.com', 'ben@example.com']);
    expect(got?.mail.bcc).toBeUndefined();
  });
});

describe('a server that does not take it', () => {
  it('now, may take it later', async () => {
    box.answersNext({ code: 451, says: 'Greylisted, come back later' });
    await expect(mailer().send(mail())).rejects.toThrow(MailDelayed);
    await mailer().send(mail());
    expect(box.received).toHaveLength(1);
  });

  it('for good, says why', async () => {
    box.answersNext({ code: 550, says: 'No such user here' });
    const refused = mailer().send(mail());
    await expect(refused).rejects.toThrow(MailRefused);
    await expect(refused).rejects.toThrow(/No such user here/);
  });

  it('because it does not know us, is for its owner to mend', async () => {
    await box.close();
    box = await openPostBox({ user: { name: 'tminus', password: 'right' } });
    await expect(mailer({ url: box.url.replace('right', 'wrong') }).send(mail())).rejects.toThrow(
      MailDelayed,
    );
    await mailer().send(mail());
    expect(box.received).toHaveLength(1);
  });

  it('because it is not there, may be there later', async () => {
    await box.close();
    await expect(mailer().send(mail())).rejects.toThrow(MailDelayed);
    box = await openPostBox();
  });
});
