import type { Logger } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { BOARD } from '../engine/consequences.ts';
import type { Engine } from '../engine/engine.ts';
import {
  type Chat,
  ChatAmbiguous,
  type ChatMessage,
  ChatRateLimited,
  ChatRefused,
  isOutOfReach,
  type MessageMark,
} from '../providers/chat/port.ts';
import { type LiveFigures, liveFigures, liveSince } from '../release/live-figures.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { isWatched } from '../release/watch.ts';
import {
  type ClaimedBoard,
  forgetBoardPost,
  markPosting,
  putBackBoard,
  redrawBoards,
  shelveBoard,
  shown,
} from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import { loseRoom } from '../store/rooms.ts';
import { samplesSince } from '../store/samples.ts';
import { releaseCard } from '../views/release-card.ts';
import type { Scene } from '../views/scene.ts';
import { statusBoard } from '../views/status-board.ts';
import type { BlockCapability } from './block-capability.ts';
import { digestOf } from './digest-of.ts';
import { reasonOf } from './duty.ts';
import { OUTBOX_LEASE_MS } from './outbox.ts';
import type { Pace } from './pace.ts';
import { postOrSimplify, refusesBlocks, SentUnrecorded, unrecorded } from './send-notices.ts';
import { tellChannelLost } from './tell-channel-lost.ts';

export interface BoardMeans {
  engine: Engine;
  db: Database;
  chat: Chat;
  pace: Pace;
  sceneOf(release: Release): Promise<Scene>;
  /** Whether the workspace takes Slack's plan block. */
  plans: BlockCapability;
  log: Logger;
  /** How long a first post of unknown outcome is looked for before it is posted once more; 60 s by default. */
  reconcileForMs?: number;
}

const RECONCILE_FOR_MS = 60_000;
const RECONCILE_EVERY_MS = 3_000;
const BOARDS = 'a3c1f0de-92d8-5f4e-8f0c-5a2d0c9a7b11';

/** Posts the card of a release or brings it up to date; the latest state wins. */
export async function showBoard(board: ClaimedBoard, means: BoardMeans): Promise<void> {
  const { db, log } = means;
  const about = { release: board.releaseId, board: board.key };
  try {
    await (board.ts === null ? firstPost(board, means) : edit(board, board.ts, means));
  } catch (error) {
    const problem = reasonOf(error);
    if (error instanceof ChatRefused && ['message_not_found', 'cant_update_message'].includes(error.code)) {
      log.info({ ...about, problem }, 'a card is gone and is posted anew');
      await forgetBoardPost(db, board);
      return;
    }
    if (error instanceof ChatRateLimited) means.pace.hold(methodOf(board), error.retryAfterMs);
    const isLost = isOutOfReach(error);
    if (isLost) await tellLost(board, problem, means);
    if (isLost && board.key === BOARD) return shelveBoard(db, board);
    const isOpen = error instanceof ChatAmbiguous || error instanceof SentUnrecorded;
    const isUnknown = isOpen && board.ts === null;
    log.warn({ ...about, problem }, 'a card has to wait');
    await putBackBoard(db, board, {
      afterMs: isUnknown ? 1_000 : waitAfter(error, board),
      problem,
      isLost,
      ...(isUnknown ? {} : { posted: false }),
    });
  }
}

const methodOf = (board: ClaimedBoard) =>
  board.ts === null ? ('method/chat.postMessage' as const) : ('method/chat.update' as const);

/** A channel that is gone or archived may come back, so a card is never given up; it is only asked for rarely. */
function waitAfter(error: unknown, { attempts }: ClaimedBoard): number {
  if (error instanceof ChatRateLimited) return error.retryAfterMs;
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 6));
}

/** What the message of a board is found again by. */
export const markOf = ({ releaseId, key }: Pick<ClaimedBoard, 'releaseId' | 'key'>): MessageMark => ({
  kind: 'tminus_board',
  id: uuidv5(`${releaseId}/${key}`, BOARDS),
});

async function firstPost(board: ClaimedBoard, means: BoardMeans): Promise<void> {
  const { db, chat } = means;
  const { channel, postingSince } = board;
  const mark = markOf(board);
  if (postingSince !== null && (await lookForPost(board, postingSince, mark, means)) === 'later') return;
  if (await mustWait(board, [`channel/${channel}`], means)) return;
  const drawn = await draw(board, means);
  if (!(await markPosting(db, board, OUTBOX_LEASE_MS))) return;
  const posted = await say(drawn, means, content => chat.post({ channel, ...content, mark }));
  await shown(db, board, { ...posted, ...drawn.as }).catch(unrecorded);
}

/** The first post has an unknown outcome: whatever goes wrong while looking for it leaves it unknown. */
async function lookForPost(
  board: ClaimedBoard,
  since: Instant,
  mark: MessageMark,
  { db, chat, reconcileForMs = RECONCILE_FOR_MS }: BoardMeans,
): Promise<'post' | 'later'> {
  const later = async (problem: string): Promise<'later'> => {
    await putBackBoard(db, board, { afterMs: Math.min(RECONCILE_EVERY_MS, reconcileForMs), problem });
    return 'later';
  };
  try {
    const found = await chat.find({ channel: board.channel }, mark, since);
    if (found) {
      // Which version it shows is unknown, so it is brought up to date next.
      await shown(db, board, { ...found, version: 0 });
      return 'later';
    }
  } catch (error) {
    return later(reasonOf(error));
  }
  return (await db.now()) < since + reconcileForMs
    ? later('the outcome of the first post is unknown')
    : 'post';
}

async function edit(board: ClaimedBoard, ts: string, means: BoardMeans): Promise<void> {
  const { db, chat } = means;
  const { channel } = board;
  const drawn = await draw(board, means);
  // Slack's few edits are for what looks different.
  if (drawn.as.digest !== board.digest) {
    if (await mustWait(board, [`message/${channel}/${ts}`], means)) return;
    await say(drawn, means, content => chat.update({ channel, ts }, content));
  }
  await shown(db, board, { channel, ts, ...drawn.as });
}

async function mustWait(
  board: ClaimedBoard,
  names: Parameters<Pace['take']>[0],
  { db, pace }: BoardMeans,
): Promise<boolean> {
  const waitMs = pace.take([methodOf(board), ...names]);
  if (waitMs > 0)
    await putBackBoard(db, board, { afterMs: waitMs, problem: 'waits for its turn', posted: false });
  return waitMs > 0;
}

interface Drawn {
  message: ChatMessage;
  /** The same for a workspace that does not take the newest blocks. */
  plainer: ChatMessage | null;
  as: { version: number; digest: string; refreshAfterMs?: number };
}

async function draw(
  { releaseId, key }: ClaimedBoard,
  { engine, db, sceneOf, plans }: BoardMeans,
): Promise<Drawn> {
  const release = await engine.load(releaseId);
  if (!release) throw new Error(`there is no release ${releaseId}`);
  const [scene, figures] = await Promise.all([sceneOf(release), figuresOf(release, db)]);
  const lively: Scene = { ...scene, ...(figures && { figures }) };
  const isBoard = key === BOARD;
  const plain = () => statusBoard(release, lively, { plan: false });
  const asPlan = isBoard && plans.isTaken();
  const message = asPlan
    ? statusBoard(release, lively, { plan: true })
    : isBoard
      ? plain()
      : releaseCard(release, lively);
  const refreshAfterMs = refreshOf(release, key);
  return {
    message,
    plainer: asPlan ? plain() : null,
    as: {
      version: release.streamVersion,
      digest: digestOf(message),
      ...(refreshAfterMs !== null && { refreshAfterMs }),
    },
  };
}

async function say<T>(
  { message, plainer }: Drawn,
  { plans }: BoardMeans,
  post: (content: ChatMessage) => Promise<T>,
): Promise<T> {
  if (!plainer) return postOrSimplify(message, post);
  try {
    return await post(message);
  } catch (error) {
    if (!refusesBlocks(error)) throw error;
    plans.refused();
    return postOrSimplify(plainer, post);
  }
}

/** While there is traffic to look at people look at it; a day of watching afterwards is seldom looked at. */
const REFRESH_MS = { live: 15_000, after: 5 * 60_000 };

/** The board shows live figures, and the card where it is the only one. */
function refreshOf(release: Release, key: string): number | null {
  const showsFigures = key === BOARD || release.terms.room?.is === 'release-channel';
  if (!showsFigures || !isWatched(release)) return null;
  return release.status === 'completed' ? REFRESH_MS.after : REFRESH_MS.live;
}

async function figuresOf(release: Release, db: Database): Promise<LiveFigures | null> {
  if (!release.terms.room || !isWatched(release)) return null;
  const now = await db.now();
  return liveFigures(await samplesSince(db, release.id, liveSince(release.terms.watch, now)));
}

/** The card's channel cannot be reached: the owner has to know. A room's is looked after where rooms are kept. */
async function tellLost(
  { releaseId, channel, key }: ClaimedBoard,
  problem: string,
  { db, engine }: BoardMeans,
): Promise<void> {
  const release = await engine.load(releaseId);
  if (!release || (key === BOARD && !(await loseRoom(db, releaseId, problem)))) return;
  if (key === BOARD) await redrawBoards(db, [releaseId]);
  await tellChannelLost(release, channel, db);
}
