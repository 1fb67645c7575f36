import type { EvidenceSource, GateEvidence, GateName, Unavailable } from '../../release/gate-evidence.ts';
import type { Environment, ReleaseId, Version } from '../../release/terms.ts';

/** What evidence is wanted about. */
export interface EvidenceSubject {
  release: ReleaseId;
  service: string;
  environment: Environment;
  version: Version;
  /** What runs there now, for what is compared; null on a first deploy. */
  running: Version | null;
  /** `owner/name` at the source host. */
  repository: string;
  /** Exactly this one; evidence of any other is none. */
  commit: string;
}

/** One round of asking a source. The id stays the same across restarts, so a call repeated after a crash is recognised. */
export interface Gathering {
  /** `<release>.gates.<round>`; a fit name for a folder. */
  id: string;
  subject: EvidenceSubject;
}

/**
 * - `absent`: the source never heard of this gathering.
 * - `running`: look again; what is known already comes along, and what is not is unavailable because it is running.
 * - `done`: `evidence` is all it has. What it should have and has not is in `unavailable`.
 */
export type Gathered =
  | { is: 'absent' }
  | { is: 'running' | 'done'; evidence: GateEvidence[]; unavailable: Unavailable[] };

/**
 * One place evidence comes from. Facts only, never a verdict. Every call has the caller's deadline as `signal`;
 * an aborted or failed call throws and says nothing about whether the gathering began: `check` does.
 */
export interface EvidenceFeed {
  readonly source: EvidenceSource;
  /** The gates it can tell about. */
  readonly gates: readonly GateName[];
  /** Begins and returns without waiting for the end; what only reads may answer at once. Starting a known id again changes nothing. */
  start(gathering: Gathering, signal: AbortSignal): Promise<Gathered>;
  /** What only reads answers `absent` always: it is asked anew by `start`. */
  check(gathering: Gathering, signal: AbortSignal): Promise<Gathered>;
  /** Asks what still runs to stop; an ended or unknown gathering is left alone. */
  cancel(gathering: Gathering, signal: AbortSignal): Promise<void>;
}

/** The source could not be asked, or its answer could not be understood. One sentence. */
export class EvidenceUnavailable extends Error {
  override name = 'EvidenceUnavailable';
}

/** What the policy names as sources for a service in an environment; empty when there are none. */
export type EvidenceFeeds = (service: string, environment: Environment) => readonly EvidenceFeed[];
