import { v5 as uuidv5 } from 'uuid';
import { due } from '../release/due.ts';
import { hasEnded } from '../release/ending.ts';
import type { Lane } from '../release/lane.ts';
import { marksOf } from '../release/marks.ts';
import { recipientKey } from '../release/notice-recipients.ts';
import { noticesOf } from '../release/notices.ts';
import { evolve } from '../release/release.ts';
import { openReview } from '../release/review.ts';
import type { Release, ReleaseEvent, World } from '../release/state.ts';
import type { Instant, ReleaseId } from '../release/terms.ts';
import { raisingBoards, redrawingBoards, wantingBoard } from '../store/boards.ts';
import type { Unchained } from '../store/event-log.ts';
import { insertingNotices, type NewNotice } from '../store/notices.ts';
import type { Part } from '../store/one-statement.ts';
import { type ReleaseRow, savingRelease, updatingRelease } from '../store/releases.ts';
import { raisingRoom, wantingRoom } from '../store/rooms.ts';
import type { RungTask } from '../store/tasks.ts';
import { addingTask, replacingTasks } from '../store/wanted-tasks.ts';
import { fromRecord } from './folds.ts';

/** The namespace of notice ids (RFC 4122 v5): the same event, kind and recipient always give the same id. */
const NOTICES = '6d0b7a3c-5b0e-5a55-9d5e-0f6f1d7c2a41';

/** The message of a release in its release channel that is edited in place. */
export const CARD = 'card';
/** The one in its war room. */
export const BOARD = 'board';

/** Longer than an append ever takes. */
const AHEAD_MS = 30_000;

/** What is kept along with events, in the same statement, and what to ring once that is committed. */
export interface Entailed {
  parts: Part[];
  dueNow: RungTask[];
}

/**
 * The time from which it is reckoned what is due: that of the events, unless they are ahead of a clock of
 * the database that was set back. Then only the clock counts, or a rollback would wait until it caught up.
 */
export const dueTime = (at: Instant, now: Instant): Instant => (at - now > AHEAD_MS ? now : at);

/**
 * What recording events of a release entails: its due tasks, its row in the read model, the notices people
 * get and the card that shows it. Gives the release as it will be, too.
 */
export function consequencesOf(
  before: Release | null,
  records: readonly Unchained[],
  id: ReleaseId,
  world: World,
): Entailed & { release: Release } {
  const notices: NewNotice[] = [];
  let release = before;
  for (const record of records) {
    const event = fromRecord<ReleaseEvent>(record);
    release = evolve(release, event, record.at, id);
    notices.push(...noticesFor(event, release));
  }
  if (!release) throw new Error(`no events were recorded for ${id}`);
  const { plan, streamVersion } = release;
  const tasks = due(release, world);
  const row = rowOf(release, records.at(-1)?.at ?? world.now);
  const parts = [
    ...replacingTasks(id, tasks),
    before ? updatingRelease(row) : savingRelease(row),
    ...(notices.length > 0 ? [insertingNotices(notices)] : []),
    before
      ? raisingBoards(id, streamVersion)
      : wantingBoard({ releaseId: id, key: CARD, channel: plan.channel, version: streamVersion }),
    ...followingRoom(before, release),
  ];
  // A task that comes round by itself has a due time of its own; the sweep knows it.
  const dueNow = tasks.filter(task => task.dueAt <= world.now && !task.keepDue);
  return { release, parts, dueNow: dueNow.map(({ task, urgent }) => ({ releaseId: id, task, urgent })) };
}

function followingRoom(before: Release | null, { id, terms, streamVersion }: Release): Part[] {
  if (!terms.room) return [];
  return [before?.terms.room ? raisingRoom(id, streamVersion) : wantingRoom(id, streamVersion)];
}

/** The same for the same event, kind and recipient, and for nothing else. */
export const noticeId = ({
  releaseId,
  eventVersion,
  kind,
  recipient,
}: Pick<NewNotice, 'releaseId' | 'eventVersion' | 'kind' | 'recipient'>): string =>
  uuidv5(`${releaseId}/${eventVersion}/${kind}/${recipient}`, NOTICES);

function noticesFor(event: ReleaseEvent, release: Release): NewNotice[] {
  const { id: releaseId, streamVersion: eventVersion } = release;
  return noticesOf(event, release).map(({ kind, to, urgent }) => {
    const recipient = recipientKey(to);
    const id = noticeId({ releaseId, eventVersion, kind, recipient });
    return { id, releaseId, eventVersion, kind, recipient, urgent };
  });
}

function rowOf(release: Release, now: number): ReleaseRow {
  const { id, plan, status, streamVersion, rollout, watch, plannedAt } = release;
  return {
    id,
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    status,
    live: !hasEnded(status),
    waiting: status === 'queued',
    owner: plan.owner,
    channel: plan.channel,
    createdAt: plannedAt,
    updatedAt: now,
    streamVersion,
    summary: {
      type: plan.type,
      goal: plan.goal,
      from: rollout?.from ?? plan.running,
      traffic: rollout?.traffic ?? 0,
      changed: rollout?.changed ?? false,
      watched: watch.until !== null,
      plannedFor: plan.milestones.find(({ name }) => name === 'production')?.on ?? null,
      startAt: plan.startAt ?? null,
      startedAt: rollout?.startedAt ?? null,
      endedAt: release.endedAt,
      marks: marksOf(release).map(({ kind }) => kind),
      reviewDue: openReview(release)?.dueAt ?? null,
    },
  };
}

/**
 * Wakes the releases that may go on now that the lane moved: those that queue in it, and the one that went out
 * before, whose watch may have ended. Each looks for itself; nobody decides for another.
 */
export function wake(lane: Lane, but: ReleaseId | null, now: Instant): Entailed {
  const wentOut = [lane.current, lane.before].flatMap(out => (out ? [out.release] : []));
  const sleepers = new Set([...lane.queue, ...wentOut]);
  if (but) sleepers.delete(but);
  return wakeAll([...sleepers], now);
}

/** Asks releases to look whether something follows by rule. Their cards tell the place in the queue, the lock and the freeze. */
export function wakeAll(ids: readonly ReleaseId[], now: Instant): Entailed {
  if (ids.length === 0) return { parts: [], dueNow: [] };
  return {
    parts: [addingTask(ids, { task: 'settle', dueAt: now, urgent: false }), redrawingBoards(ids)],
    dueNow: ids.map(releaseId => ({ releaseId, task: 'settle', urgent: false })),
  };
}
