import { hasEnded } from './ending.ts';
import { groupsTold, openIncident } from './incidents.ts';
import { openReview } from './review.ts';
import type { Release } from './state.ts';
import type { Environment, GroupName, Instant, PersonId } from './terms.ts';

/**
 * Where people follow a release. `own`: a channel made for it, with the status board. `release-channel`: the card in the
 * release channel shows what the board would, and the detail stands in its thread.
 */
export type RoomTerms = OwnRoom | { is: 'release-channel' };

export interface OwnRoom {
  is: 'own';
  private: boolean;
  /** Whose people are invited, besides the owner and whoever asked for the release. */
  invite: GroupName[];
  /** Bookmarks, with everything filled in. */
  links: RoomLink[];
  /** How long after the end, and after the watch that follows it, the channel is archived. */
  archiveAfterMs: number;
}

export interface RoomLink {
  title: string;
  url: string;
}

/** The channel of its own that this release has by its terms; null where it has none. */
export const ownRoomOf = ({ terms }: Pick<Release, 'terms'>): OwnRoom | null =>
  terms.room?.is === 'own' ? terms.room : null;

/**
 * When the channel has served its purpose: some time after the end, the watch that follows a completion, the review
 * that an override owes and an incident. Null while the release is under way, and while that review or an incident is open.
 */
export function roomClosesAt(release: Release): Instant | null {
  const room = ownRoomOf(release);
  const { status, endedAt, terms } = release;
  if (!room || endedAt === null || !hasEnded(status)) return null;
  if (openReview(release) || openIncident(release)) return null;
  const watchedMs = status === 'completed' && terms.watch.everyMs > 0 ? terms.watch.afterMs : 0;
  const overAt = [release.review?.done?.at, release.incidents.last?.resolved?.at].map(at => at ?? 0);
  return Math.max(endedAt + watchedMs, ...overAt) + room.archiveAfterMs;
}

const OFTEN_MS = 10 * 60_000;
const SELDOM_MS = 24 * 3_600_000;

/**
 * When a channel that we were put out of, or may not archive, is tried again: every ten minutes while the release is under way,
 * afterwards the seldomer the longer ago it ended, and once a day at least.
 */
export function roomLookedForAgainMs({ endedAt }: Pick<Release, 'endedAt'>, now: Instant): number {
  if (endedAt === null) return OFTEN_MS;
  return Math.min(SELDOM_MS, Math.max(OFTEN_MS, Math.round((now - endedAt) / 6)));
}

/** Those who are invited by name; the people of the groups come on top. Whoever leads an incident has to be there. */
export const invitedByName = ({
  plan,
  requesters,
  incidents,
}: Pick<Release, 'plan' | 'requesters' | 'incidents'>): PersonId[] => {
  const commander = incidents.last?.commander;
  return [...new Set([plan.owner, ...requesters, ...(commander ? [commander] : [])])];
};

/** Whose people are invited: by the policy, and those an incident was passed on to so far. */
export const invitedGroups = (release: Release, { invite }: OwnRoom): GroupName[] => [
  ...new Set([...invite, ...groupsTold(release)]),
];

/** https://docs.slack.dev/reference/methods/conversations.create: lower case, no more than 80 characters. */
const NAME_MAX = 80;
/** After so many names that are taken, the release's own id makes one that nobody else has. */
const NUMBERED = 5;

/**
 * The name to try after `taken` others were: `rel-checkout-1-4-0-prod`, then the same with `-2`, `-3` …, at
 * last with the end of the release's id.
 */
export function roomName({ id, plan }: Pick<Release, 'id' | 'plan'>, taken: number): string {
  const base = sound(`rel-${plan.service}-${plan.version}-${SHORT[plan.environment]}`);
  const suffix =
    taken === 0 ? '' : taken < NUMBERED ? `-${taken + 1}` : `-${sound(id).slice(-12)}${again(taken)}`;
  return `${base.slice(0, NAME_MAX - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** A list of channels shows some twenty letters, and the version must be among them. */
const SHORT: Readonly<Record<Environment, string>> = {
  development: 'dev',
  testing: 'test',
  staging: 'stage',
  production: 'prod',
};

const again = (taken: number): string => (taken === NUMBERED ? '' : `-${taken - NUMBERED + 1}`);

/** Build metadata and pre-releases bring dots and pluses, which no channel name may have. */
const sound = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
