import { BOARD } from '../engine/consequences.ts';
import { ChatRefused, isOutOfReach } from '../providers/chat/port.ts';
import type { Release, Status } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { invitedByName, invitedGroups, type OwnRoom, roomClosesAt } from '../release/war-room.ts';
import { boardPost } from '../store/boards.ts';
import { type ClaimedRoom, noteRoom, type RoomDone } from '../store/rooms.ts';
import { purposeOf, topicOf } from '../views/room-head.ts';
import { closeRoom } from './close-room.ts';
import { addLinks, linksDueIn } from './link-room.ts';
import { paced, type RoomMeans } from './room-means.ts';

/** What the chat refused may be mended meanwhile: a scope that is missing, say. */
const REFUSED_FOR_MS = 3_600_000;
/** Each new topic is a line in the channel, and Slack allows twenty a minute for all of them. */
const TOPIC_EVERY_MS = 60_000;
/** Whoever comes in must not read that all is well. */
const TOLD_AT_ONCE: readonly Status[] = ['failed', 'rolling-back', 'rolled-back'];
/** The board is posted by another writer. */
const BOARD_SOON_MS = 1_000;
const GROUP_AGAIN_MS = 60_000;

type Furnished = ClaimedRoom & { channel: string };

interface Step {
  name: string;
  /** Of Slack, for its pace. */
  method: string;
  /** Null: nothing to do; a number: not yet, in so many milliseconds. */
  due(): Promise<(() => Promise<RoomDone>) | number | null>;
}

/**
 * Purpose, people, bookmarks, topic and pin, whatever of it is missing, and in the end the archive. Each step is safe to
 * repeat and is kept as done right after it; one that is refused is left out for an hour and keeps no other from its turn.
 */
export async function furnish(
  room: Furnished,
  release: Release,
  own: OwnRoom,
  means: RoomMeans,
): Promise<number | null> {
  const { db, pace, log } = means;
  const now = await db.now();
  const closesAt = roomClosesAt(release);
  if (closesAt !== null && closesAt <= now) return closeRoom(room, release, means);
  let { done } = room;
  let again = closesAt === null ? Number.POSITIVE_INFINITY : closesAt - now;
  const soonest = (ms: number) => {
    again = Math.min(again, ms);
  };
  for (const step of stepsOf(room, release, own, means, () => done, now)) {
    const refusedAt = done.refused?.[step.name]?.at;
    if (refusedAt !== undefined && now < refusedAt + REFUSED_FOR_MS) {
      soonest(refusedAt + REFUSED_FOR_MS - now);
      continue;
    }
    const carryOut = await step.due();
    if (typeof carryOut === 'number') soonest(carryOut);
    if (typeof carryOut !== 'function') continue;
    try {
      done = { ...(await paced(step.method, pace, carryOut)), ...without(done.refused, step.name) };
    } catch (error) {
      if (!(error instanceof ChatRefused) || isOutOfReach(error)) throw error;
      log.warn({ release: release.id, step: step.name, problem: error.code }, 'a war room lacks something');
      done = { ...done, refused: { ...done.refused, [step.name]: { why: error.code, at: now } } };
      soonest(REFUSED_FOR_MS);
    }
    await noteRoom(db, room, { done });
  }
  if (done.comparison) soonest(linksDueIn(done, now) ?? 0);
  return Number.isFinite(again) ? again : null;
}

function without(refused: RoomDone['refused'], step: string): Pick<RoomDone, 'refused'> {
  const { [step]: _, ...others } = refused ?? {};
  return { refused: others };
}

function stepsOf(
  { channel }: Furnished,
  release: Release,
  own: OwnRoom,
  means: RoomMeans,
  sofar: () => RoomDone,
  now: Instant,
): Step[] {
  const { db, rooms, fixtures } = means;
  const words = means.speech.inChannel(release.plan.channel);
  return [
    {
      name: 'purpose',
      method: 'conversations.setPurpose',
      due: async () => {
        if (sofar().purpose) return null;
        return async () => {
          await rooms.describe(channel, 'purpose', purposeOf(release, words));
          return { ...sofar(), purpose: true };
        };
      },
    },
    {
      name: 'people',
      method: 'conversations.invite',
      due: async () => {
        const { people, isComplete } = await whoBelongs(release, own, means);
        const { invited = [], uninvited = {} } = sofar();
        const missing = people.filter(person => !invited.includes(person) && !(person in uninvited));
        if (missing.length === 0) return isComplete ? null : GROUP_AGAIN_MS;
        return async () => {
          const refused = await rooms.invite(channel, missing);
          const kept = refused.map(({ person, why }) => [person, why] as const);
          const out = { ...uninvited, ...Object.fromEntries(kept) };
          return {
            ...sofar(),
            invited: [...invited, ...missing.filter(person => !(person in out))],
            uninvited: out,
          };
        };
      },
    },
    {
      name: 'links',
      method: 'bookmarks.add',
      due: async () => {
        const inMs = linksDueIn(sofar(), now);
        return inMs === 0 ? () => addLinks(channel, sofar(), release, own, means) : inMs;
      },
    },
    {
      name: 'topic',
      method: 'conversations.setTopic',
      due: async () => {
        const { topic, topicAt = 0 } = sofar();
        const text = topicOf(release, words);
        if (topic === text) return null;
        const nextAt = TOLD_AT_ONCE.includes(release.status) ? now : topicAt + TOPIC_EVERY_MS;
        if (nextAt > now) return nextAt - now;
        return async () => {
          await rooms.describe(channel, 'topic', text);
          return { ...sofar(), topic: text, topicAt: now };
        };
      },
    },
    {
      name: 'pin',
      method: 'pins.add',
      due: async () => {
        const board = await boardPost(db, release.id, BOARD);
        if (!board) return BOARD_SOON_MS;
        if (sofar().pinned === board.ts) return null;
        return async () => {
          await fixtures.pin(board);
          return { ...sofar(), pinned: board.ts };
        };
      },
    },
  ];
}

/** A group that cannot be read keeps nobody else out. */
async function whoBelongs(
  release: Release,
  own: OwnRoom,
  { membersOf }: RoomMeans,
): Promise<{ people: PersonId[]; isComplete: boolean }> {
  const read = await Promise.allSettled(invitedGroups(release, own).map(group => membersOf(group)));
  const members = read.flatMap(one => (one.status === 'fulfilled' ? one.value : []));
  const people = [...new Set([...invitedByName(release), ...members])];
  return { people: people.filter(isInSlack), isComplete: read.every(one => one.status === 'fulfilled') };
}

const isInSlack = (person: PersonId): boolean => /^[UW][A-Z0-9]{2,}$/.test(person);
