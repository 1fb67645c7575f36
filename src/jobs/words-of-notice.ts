import { setTimeout as pause } from 'node:timers/promises';
import { CARD } from '../engine/consequences.ts';
import type { Engine, HistoryEntry } from '../engine/engine.ts';
import { type ChatMessage, ChatRateLimited, ChatRefused } from '../providers/chat/port.ts';
import { type LineChart, PictureFailed } from '../providers/pictures/port.ts';
import { courseBegins } from '../release/course.ts';
import { recipientKey } from '../release/notice-recipients.ts';
import type { NoticeKind } from '../release/notices.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { isVerdict } from '../release/verdicts.ts';
import { boardPost } from '../store/boards.ts';
import type { ClaimedNotice } from '../store/notices.ts';
import { samplesSince } from '../store/samples.ts';
import { context } from '../views/blocks.ts';
import { channelLostMessage } from '../views/channel-lost.ts';
import { noticeMessage, type Over } from '../views/notice.ts';
import { chartOf, courseAbout } from '../views/verdict.ts';
import type { Speech } from '../words/speech.ts';
import type { Words } from '../words/words.ts';
import { reasonOf } from './duty.ts';
import type { Illustration } from './illustrator.ts';
import type { NoticePlace } from './place-of-notice.ts';
import type { NoticeMeans } from './send-notices.ts';
import { lostChannel } from './tell-channel-lost.ts';

/** A notice to be sent, or one that was and whose question is over. */
export type SaidNotice = Pick<
  ClaimedNotice,
  'id' | 'releaseId' | 'eventVersion' | 'kind' | 'recipient' | 'urgent' | 'again'
> & { over?: Over };

/** What a notice tells of, from the release as it was right after its event. */
export interface Told {
  at: Instant;
  event: ReleaseEvent;
  release: Release;
  /** Up to the event and with it. */
  history: HistoryEntry[];
}

/** The chart is not there yet, and the notice may wait a little for it. */
export class ChartLate extends Error {
  override readonly name = 'ChartLate';
  readonly afterMs: number;
  constructor(cause: unknown, afterMs = 1_000) {
    super(`its chart is not ready: ${reasonOf(cause)}`, { cause });
    this.afterMs = cause instanceof ChatRateLimited ? cause.retryAfterMs : afterMs;
  }
}

/** A chart is worth a minute's wait, in an emergency ten seconds; then the words go without it. */
const PATIENCE_MS = 60_000;
const URGENT_PATIENCE_MS = 10_000;
/** Well within the lease of a notice; drawing goes on meanwhile. */
const LOOK_FOR_MS = 5_000;

export async function toldBy(
  { releaseId, eventVersion }: Pick<ClaimedNotice, 'releaseId' | 'eventVersion'>,
  engine: Pick<Engine, 'load' | 'history'>,
): Promise<Told> {
  const [release, history] = await Promise.all([
    engine.load(releaseId, eventVersion),
    engine.history(releaseId),
  ]);
  const entry = history[eventVersion - 1];
  if (!release || !entry) throw new Error(`there is no event ${eventVersion} of ${releaseId}`);
  return { at: entry.at, event: entry.event, release, history: history.slice(0, eventVersion) };
}

/** The message, and how its chart is shown where it has one. @throws ChartLate */
export async function wordsOf(
  notice: SaidNotice,
  { kind: place }: Pick<NoticePlace, 'kind'>,
  means: NoticeMeans,
): Promise<{ message: ChatMessage; illustration: Illustration | null }> {
  const { engine, db, chat, sceneOf, paging } = means;
  const told = await toldBy(notice, engine);
  const { event, release, history, at } = told;
  const elsewhere =
    place === 'channel' && notice.recipient !== recipientKey({ channel: release.plan.channel });
  const [now, words, seen, post] = await Promise.all([
    db.now(),
    spokenTo(notice, release, means.speech),
    sceneOf(release),
    place === 'person' || elsewhere ? boardPost(db, release.id, CARD) : null,
  ]);
  const lost = lostChannel(notice);
  if (lost !== null) return { message: channelLostMessage(lost, release, words), illustration: null };
  const scene = { ...seen, words };
  // A link is a courtesy; the message goes without it rather than not at all.
  const card = post && (await chat.permalink(post).catch(() => null));
  const { again, over } = notice;
  const seenThen = { paged: paging !== null, place, elsewhere, words, now, at, scene, history, again };
  const more = { ...seenThen, ...(card && { card }), ...(over && { over }) };
  const { text, blocks } = noticeMessage(notice.kind as NoticeKind, event, release, more);
  // The channel is no stream: what there is to look at stands in the thread, or in the war room.
  const chart = place === 'thread' || place === 'room' ? await chartFor(told, words, means) : null;
  if (!chart) return { message: { text, blocks }, illustration: null };
  // What is edited had its chart, and keeps it.
  const illustration = await illustrated(chart, { notice, ageMs: over ? 0 : now - at }, means);
  const shown = illustration.way === 'none' ? [context(words.verdict.chartLater)] : illustration.blocks;
  return { message: { text, blocks: [...blocks, ...shown] }, illustration };
}

/** A person reads their own language, everybody else that of the release's channel. */
function spokenTo({ recipient }: SaidNotice, release: Release, speech: Speech): Promise<Words> | Words {
  const [kind, id = ''] = recipient.split(':', 2);
  return kind === 'person' ? speech.toPerson(id) : speech.inChannel(release.plan.channel);
}

export async function chartFor(told: Told, words: Words, { db }: NoticeMeans): Promise<LineChart | null> {
  const { event, release, at, history } = told;
  if (!isVerdict(event)) return null;
  const about = courseAbout(release, { event, at }, history);
  if (!about) return null;
  return chartOf(release, about, await samplesSince(db, release.id, courseBegins(about)), words);
}

const NONE: Illustration = { way: 'none', blocks: [] };

async function illustrated(
  chart: LineChart,
  { notice, ageMs }: { notice: SaidNotice; ageMs: number },
  { charts, log }: NoticeMeans,
): Promise<Illustration> {
  if (ageMs > (notice.urgent ? URGENT_PATIENCE_MS : PATIENCE_MS)) return NONE;
  try {
    return await soon(charts.illustrate(chart));
  } catch (error) {
    if (!(error instanceof ChatRefused) && !(error instanceof PictureFailed)) throw new ChartLate(error);
    log.warn({ notice: notice.id, reason: reasonOf(error) }, 'a chart could not be shown');
    return NONE;
  }
}

async function soon<T>(work: Promise<T>): Promise<T> {
  const waiting = new AbortController();
  const late = pause(LOOK_FOR_MS, undefined, { signal: waiting.signal }).then(() => {
    throw new Error('it is still being drawn');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    waiting.abort();
  }
}
