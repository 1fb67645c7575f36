import { type Refusal, refuse } from './refusals.ts';
import type { Environment, Instant, PersonId, ReleaseId, Version } from './terms.ts';

/** One service in one environment: who is going out there, who waits, what is locked, what was good. */
export interface Lane {
  service: string;
  environment: Environment;
  /** Stream version; 0 when nothing ever happened here. */
  streamVersion: number;
  /** The release that is going out or coming back. */
  holder: ReleaseId | null;
  /** First is next. */
  queue: ReleaseId[];
  lock: Lock | null;
  /** What runs there as far as releases tell, and the only release that may still be rolled back. */
  current: { release: ReleaseId; version: Version } | null;
  /** What was `current` before it: it is again when nothing was changed, or when it was taken back. */
  before: { release: ReleaseId; version: Version } | null;
  /** Known-good versions, newest first; the first is what a rollback of a new release goes back to. */
  good: Version[];
  /** Every version that went out completely and was not taken back. */
  released: Version[];
}

export interface Lock {
  by: PersonId;
  reason: string;
  since: Instant;
  /** Null: until somebody unlocks it. */
  until: Instant | null;
}

/** How many known-good versions are remembered to go back to (R-BACK-3 asks for three at least). */
const GOOD_KEPT = 5;

export type LaneCommand =
  | { type: 'Lock'; by: PersonId; reason: string; until: Instant | null }
  | { type: 'Unlock'; by: PersonId };

export type LaneEvent =
  | { type: 'LaneJoined'; release: ReleaseId; atFront: boolean }
  | { type: 'LaneTaken'; release: ReleaseId }
  | { type: 'LaneLeft'; release: ReleaseId }
  | { type: 'VersionGoingOut'; release: ReleaseId; version: Version; from: Version | null }
  /** It ended before it changed anything, or with nothing to go back to: what went out before is current again. */
  | { type: 'VersionWithdrawn'; release: ReleaseId }
  | { type: 'VersionReleased'; release: ReleaseId; version: Version }
  | { type: 'VersionComingBack'; release: ReleaseId; version: Version; to: Version }
  | { type: 'VersionTakenBack'; release: ReleaseId; version: Version; to: Version }
  | { type: 'LaneLocked'; by: PersonId; reason: string; until: Instant | null; release: ReleaseId | null }
  | { type: 'LaneUnlocked'; by: PersonId };

export const emptyLane = (service: string, environment: Environment): Lane => ({
  service,
  environment,
  streamVersion: 0,
  holder: null,
  queue: [],
  lock: null,
  current: null,
  before: null,
  good: [],
  released: [],
});

/**
 * The fence of operations decided now. The lane grows with every start and every rollback, so a later
 * decision outranks every operation of an earlier one; the room between two is for a runbook's steps.
 */
export const fenceAfter = (laneVersion: number): number => (laneVersion + 1) * 1_000;

/** A lock whose time is over is no lock. */
export const lockAt = (lane: Lane, now: Instant): Lock | null =>
  lane.lock && (lane.lock.until === null || lane.lock.until > now) ? lane.lock : null;

export function decideLane(command: LaneCommand, lane: Lane, now: Instant): LaneEvent[] | Refusal {
  const lock = lockAt(lane, now);
  switch (command.type) {
    case 'Lock':
      if (!command.reason.trim()) return refuse('reason-missing', { deed: 'lock' });
      if (lock) return refuse('already-locked', { reason: lock.reason, by: lock.by });
      return [
        { type: 'LaneLocked', by: command.by, reason: command.reason, until: command.until, release: null },
      ];
    case 'Unlock':
      return lock ? [{ type: 'LaneUnlocked', by: command.by }] : refuse('not-locked', {});
  }
}

const without = (list: readonly ReleaseId[], release: ReleaseId) => list.filter(id => id !== release);
const newestFirst = (list: readonly Version[], version: Version) =>
  [version, ...list.filter(other => other !== version)].slice(0, GOOD_KEPT);

export function evolveLane(lane: Lane, event: LaneEvent, at: Instant): Lane {
  switch (event.type) {
    case 'LaneJoined': {
      const rest = without(lane.queue, event.release);
      return { ...lane, queue: event.atFront ? [event.release, ...rest] : [...rest, event.release] };
    }
    case 'LaneTaken':
      return { ...lane, holder: event.release, queue: without(lane.queue, event.release) };
    case 'LaneLeft':
      return {
        ...lane,
        holder: lane.holder === event.release ? null : lane.holder,
        queue: without(lane.queue, event.release),
      };
    case 'VersionGoingOut':
      return {
        ...lane,
        current: { release: event.release, version: event.version },
        before: lane.current?.release === event.release ? lane.before : lane.current,
        good: event.from === null ? lane.good : newestFirst(lane.good, event.from),
      };
    case 'VersionWithdrawn':
      return lane.current?.release === event.release ? { ...lane, current: lane.before, before: null } : lane;
    case 'VersionReleased':
      return {
        ...lane,
        good: newestFirst(lane.good, event.version),
        released: [...lane.released.filter(version => version !== event.version), event.version],
      };
    case 'VersionComingBack':
      return { ...lane, holder: event.release };
    case 'VersionTakenBack':
      return {
        ...lane,
        // The release whose version is back may itself be taken back next.
        current:
          lane.before?.version === event.to ? lane.before : { release: event.release, version: event.to },
        before: null,
        good: newestFirst(
          lane.good.filter(version => version !== event.version),
          event.to,
        ),
        released: lane.released.filter(version => version !== event.version),
      };
    case 'LaneLocked':
      return { ...lane, lock: { by: event.by, reason: event.reason, since: at, until: event.until } };
    case 'LaneUnlocked':
      return { ...lane, lock: null };
  }
}
