import type { Lane, LaneCommand } from '../release/lane.ts';
import type { Organisation, OrganisationCommand } from '../release/organisation.ts';
import type { Refusal } from '../release/refusals.ts';
import type { Release, ReleaseCommand, ReleaseEvent } from '../release/state.ts';
import type { Environment, Instant, PersonId, ReleaseId } from '../release/terms.ts';

/** Who asks, and the id that makes a repeated delivery of the same wish harmless. */
export interface Carrying {
  /** Unique for ever: from Slack the trigger id, action timestamp or view id; from a job the task and what it saw. */
  commandId: string;
  actor: PersonId;
}

/**
 * `done`: recorded, or it was no news (`events` is empty). `repeated`: the same command id had been carried
 * out before; `events` are the ones it led to then.
 */
export type Outcome =
  | { is: 'done'; release: Release; events: ReleaseEvent[]; repeated: boolean }
  | { is: 'refused'; refusal: Refusal; release: Release | null };

export type LaneOutcome = { is: 'done'; lane: Lane } | { is: 'refused'; refusal: Refusal };

export type OrganisationOutcome =
  | { is: 'done'; organisation: Organisation }
  | { is: 'refused'; refusal: Refusal };

export interface LaneName {
  service: string;
  environment: Environment;
}

/** Load, decide, settle, append; after the commit the bell is rung. Resolves after the commit. */
export interface Engine {
  /** @throws ConnectionLost when the database is away; whatever happened, repeating with the same command id is safe */
  handle(id: ReleaseId, command: ReleaseCommand, carrying: Carrying): Promise<Outcome>;
  handleLane(name: LaneName, command: LaneCommand, carrying: Carrying): Promise<LaneOutcome>;
  handleOrganisation(command: OrganisationCommand, carrying: Carrying): Promise<OrganisationOutcome>;
  /**
   * Looks again whether something follows by rule, after a lane or the organisation changed. Gives when to
   * look once more though nobody says so (a freeze ends), or null.
   */
  settle(id: ReleaseId): Promise<Instant | null>;
  /** The release as it is now or, with `asOf`, as it was right after that version of its stream. */
  load(id: ReleaseId, asOf?: number): Promise<Release | null>;
  /** Its events with their times and actors, oldest first. */
  history(id: ReleaseId): Promise<HistoryEntry[]>;
  lane(name: LaneName): Promise<Lane>;
  organisation(): Promise<Organisation>;
}

export interface HistoryEntry {
  version: number;
  at: number;
  actor: PersonId;
  event: ReleaseEvent;
}
