import { CARD } from '../engine/consequences.ts';
import type { Mailer } from '../providers/mail/port.ts';
import type { LineChart, Pictures } from '../providers/pictures/port.ts';
import type { NoticeKind } from '../release/notices.ts';
import type { PersonId } from '../release/terms.ts';
import { verdictsIn } from '../release/verdicts.ts';
import { boardPost } from '../store/boards.ts';
import { type ClaimedNotice, giveUpNotice, markSending, markSent } from '../store/notices.ts';
import { preferencesOf } from '../store/preferences.ts';
import { type MailReader, mailBody, peopleIn } from '../views/mail.ts';
import type { Message } from '../views/message.ts';
import { noticeMessage } from '../views/notice.ts';
import { plain } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { reasonOf } from './duty.ts';
import { OUTBOX_LEASE_MS } from './outbox.ts';
import type { NoticeMeans } from './send-notices.ts';
import { chartFor, type Told, toldBy } from './words-of-notice.ts';

/** What it takes to send mail. */
export interface MailMeans {
  mailer: Mailer;
  /** The domain of the sender, part of every `Message-ID`. */
  domain: string;
  /** Where somebody is taken off a mailing list; null where that is not set. */
  unsubscribe: string | null;
  /** The addresses of a list of the policy as it is now. */
  addressesOf(list: string): readonly string[];
  /** What Slack knows of somebody. */
  profileOf(person: PersonId): Promise<{ name: string | null; email: string | null }>;
  pictures: Pictures;
}

/** Whom a mail goes to, from the recipient of its notice. */
type Addressee = { list: string } | { person: PersonId };

const DRAWN_WITHIN_MS = 5_000;

const addresseeOf = (recipient: string): Addressee => {
  const to = recipient.slice('mail:'.length);
  return to.startsWith('list/') ? { list: to.slice('list/'.length) } : { person: to };
};

/**
 * Sends a notice as a mail. Its `Message-ID` is made from the notice, so sending it again after an unknown outcome is
 * the same mail. @throws MailRefused, MailDelayed
 */
export async function sendMail(notice: ClaimedNotice, means: NoticeMeans): Promise<void> {
  const { db, engine, mail, log } = means;
  if (!mail) {
    log.warn({ notice: notice.id, kind: notice.kind }, 'somebody had to be mailed, but email is not set up');
    await giveUpNotice(db, notice, 'email is not set up');
    return;
  }
  const addressee = addresseeOf(notice.recipient);
  const to = await addressesOf(addressee, mail);
  if (to.length === 0) {
    log.warn({ notice: notice.id, recipient: notice.recipient }, 'a notice has no email address to go to');
    await giveUpNotice(db, notice, 'there is no address');
    return;
  }
  const told = await toldBy(notice, engine);
  const words = await ('person' in addressee
    ? means.speech.toPerson(addressee.person)
    : means.speech.inChannel(null));
  const composed = await compose(notice, told, addressee, words, means, mail);
  if (!(await markSending(db, notice, OUTBOX_LEASE_MS))) return;
  const messageId = `<${notice.id}@${mail.domain}>`;
  await mail.mailer.send({
    ...composed,
    messageId,
    references: `<${told.release.id}@${mail.domain}>`,
    to,
    unsubscribe: 'list' in addressee ? mail.unsubscribe : null,
  });
  await markSent(db, notice, { channel: 'mail', ts: messageId });
}

async function addressesOf(to: Addressee, mail: MailMeans): Promise<readonly string[]> {
  if ('list' in to) return mail.addressesOf(to.list);
  const { email } = await mail.profileOf(to.person);
  return email === null ? [] : [email];
}

async function compose(
  notice: ClaimedNotice,
  told: Told,
  addressee: Addressee,
  words: Words,
  means: NoticeMeans,
  mail: MailMeans,
) {
  const { event, release, history, at } = told;
  const kind = notice.kind as NoticeKind;
  const [now, seen, card, picture] = await Promise.all([
    means.db.now(),
    means.sceneOf(release),
    linkToCard(notice, means),
    pictureOf(told, words, means, mail),
  ]);
  const scene = { ...seen, words };
  const message = noticeMessage(kind, event, release, { place: 'person', words, now, at, scene, history });
  const reader = await readerOf(message, addressee, words, means, mail);
  const pictures = picture ? [{ name: 'chart', ...picture }] : [];
  const footer = [
    ...(card ? [`<${card}|${words.mail.openCard}>`] : []),
    await whyOf(addressee, words, means),
  ];
  const title = words.card.title(release.plan);
  const what = words.notices.headlines[kind] ?? words.terms.status[release.status];
  return {
    subject: plain(words.mail.subject(title, what)),
    ...mailBody(message, reader, { pictures, footer, language: words.language }),
    pictures,
  };
}

/** Why somebody gets it, and how that ends. */
async function whyOf(addressee: Addressee, { mail }: Words, { db }: NoticeMeans): Promise<string> {
  if ('list' in addressee) return mail.forList(addressee.list);
  const { email } = await preferencesOf(db, addressee.person);
  return email ? mail.forPerson : mail.emergency;
}

/** A courtesy that asks Slack, so an emergency goes without it. */
async function linkToCard(notice: ClaimedNotice, { db, chat }: NoticeMeans): Promise<string | null> {
  if (notice.urgent) return null;
  const post = await boardPost(db, notice.releaseId, CARD);
  return post && (await chat.permalink(post).catch(() => null));
}

/** The chart of the verdict it tells of, or of the last there was. The words go without it rather than late. */
async function pictureOf(
  told: Told,
  words: Words,
  means: NoticeMeans,
  { pictures }: MailMeans,
): Promise<{ altText: string; bytes: Uint8Array } | null> {
  try {
    const chart = await chartNear(told, words, means);
    if (!chart) return null;
    return {
      altText: chart.altText,
      bytes: await pictures.draw(chart, AbortSignal.timeout(DRAWN_WITHIN_MS)),
    };
  } catch (error) {
    means.log.warn({ reason: reasonOf(error) }, 'the chart of a mail could not be drawn');
    return null;
  }
}

async function chartNear(told: Told, words: Words, means: NoticeMeans): Promise<LineChart | null> {
  const own = await chartFor(told, words, means);
  if (own || told.event.type !== 'RollbackStarted') return own;
  const last = verdictsIn(told.history).at(-1);
  return last ? chartFor({ ...told, event: last.event, at: last.at }, words, means) : null;
}

async function readerOf(
  message: Message,
  addressee: Addressee,
  { formats }: Words,
  { zoneOf }: NoticeMeans,
  { profileOf }: MailMeans,
): Promise<MailReader> {
  const people = peopleIn(message);
  const known = await Promise.allSettled(
    people.map(async person => [person, (await profileOf(person)).name] as const),
  );
  const names = new Map(known.flatMap(read => (read.status === 'fulfilled' ? [read.value] : [])));
  const zone = 'person' in addressee ? await zoneOf(addressee.person) : 'UTC';
  return { nameOf: person => names.get(person) ?? null, time: at => formats.moment(at, zone) };
}
