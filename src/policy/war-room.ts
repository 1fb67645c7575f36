import { z } from 'zod';
import type { Environment, ReleaseType } from '../release/terms.ts';
import type { RoomTerms } from '../release/war-room.ts';
import { Duration } from './duration.ts';
import { Name, Text } from './names.ts';
import type { Policy } from './policy.ts';
import type { Asked } from './terms-for.ts';

/** `private`: a channel of its own that only those who are invited can see. */
export const WarRoom = z.enum(['own', 'private', 'release-channel', 'none']);
export type WarRoom = z.output<typeof WarRoom>;

const LINK_EXPECTED = 'an address such as `https://grafana.example.com/d/release?var-service={service}`';

export const RoomLinks = z.array(
  z.strictObject({
    title: Text,
    /** `{service}`, `{environment}`, `{version}` and `{running}` stand for those of the release. */
    url: z.string({ error: LINK_EXPECTED }).regex(/^https?:\/\/\S+$/, LINK_EXPECTED),
  }),
);

/** What all war rooms have in common. */
export const WarRooms = z
  .strictObject({
    /** Groups that are invited besides those of the Go/No-Go roles. */
    invite: z.array(Name).prefault([]),
    /** Bookmarks of every war room. */
    links: RoomLinks.prefault([]),
    /** How long after the end of the release, and of the watch after it, the channel is archived. */
    archiveAfter: Duration.prefault('2 d'),
  })
  .transform(({ archiveAfter, ...rest }) => ({ ...rest, archiveAfterMs: archiveAfter }));

/** Ceremony fits the risk: an own channel is the default where a minor or major goes to production. */
export function usualRoom(environment: Environment, type: ReleaseType): WarRoom {
  if (environment === 'development' || environment === 'testing') return 'none';
  return environment === 'production' && (type === 'minor' || type === 'major') ? 'own' : 'release-channel';
}

/** Versions are only for the addresses of bookmarks. */
export interface RoomAsked extends Asked {
  version?: string;
  running?: string | null;
}

/** Undefined: no war room. */
export function roomTerms(policy: Policy, asked: RoomAsked, room: WarRoom): RoomTerms | undefined {
  if (room === 'none') return undefined;
  if (room === 'release-channel') return { is: 'release-channel' };
  const { approvals, release } = policy;
  const { invite, links, archiveAfterMs } = release.warRooms;
  const polled = approvals.poll.roles.flatMap(role => approvals.roles[role] ?? []);
  const own = release.services[asked.service]?.links ?? [];
  return {
    is: 'own',
    private: room === 'private',
    invite: [...new Set([...polled, ...invite])],
    links: [...own, ...links].map(({ title, url }) => ({ title, url: filledIn(url, asked) })),
    archiveAfterMs,
  };
}

function filledIn(url: string, { service, environment, version = '', running }: RoomAsked): string {
  const values: Record<string, string> = { service, environment, version, running: running ?? '' };
  return url.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(values[name] ?? '') : whole,
  );
}
