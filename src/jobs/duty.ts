import type { Logger } from 'pino';
import type { Engine, Outcome } from '../engine/engine.ts';
import type { MaskedChunk } from '../providers/deploys/mask.ts';
import type { DeployTargets } from '../providers/deploys/port.ts';
import type { EvidenceFeeds } from '../providers/evidence/port.ts';
import type { MetricsSources } from '../providers/metrics/port.ts';
import type { SourceControl } from '../providers/source/port.ts';
import type { Release, ReleaseCommand } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import type { SampleLog } from '../store/sample-log.ts';
import type { Claimed } from '../store/tasks.ts';

/** What every duty works with. */
export interface Means {
  engine: Engine;
  db: Database;
  samples: SampleLog;
  targets: DeployTargets;
  metrics: MetricsSources;
  /** Where evidence for the gates comes from. */
  evidence: EvidenceFeeds;
  /** Null when no source host is configured. */
  source: SourceControl | null;
  /** Which of these groups a person is in now, past every cache. Throws when that cannot be learned. */
  groupsOf(person: PersonId, among: readonly GroupName[]): Promise<GroupName[]>;
  /** The members of a group as they are now. Throws when they cannot be learned. */
  membersOf(group: GroupName): Promise<PersonId[]>;
  /** The digest of the release's agreement, were its tag to stand on that commit. */
  digestWith(release: Release, commit: string | null): string;
  /** Takes the secrets out of a piece of output; see `maskChunk`. */
  mask(text: string, isLast: boolean): MaskedChunk;
  log: Logger;
}

/** What one claim works with: the means, and what is bound to the claim. */
export interface Hand extends Means {
  /** Fires when the claim is lost or the process stops. */
  signal: AbortSignal;
  /**
   * Every call of a target or another foreign system goes through here: it has a deadline that the lease
   * outlasts, and the claim is looked at before (when that is long ago) and after it. What it throws holds no secrets.
   * @throws ClaimLost
   */
  call<T>(ask: (signal: AbortSignal) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** Hands a command about the claimed release to the engine. */
  tell(command: ReleaseCommand): Promise<Outcome>;
}

/** Look again, after so many milliseconds. */
export interface Again {
  againInMs: number;
}

/** The duty has set its next due time itself, so many milliseconds from now. */
export interface Kept {
  keptForMs: number;
}

/**
 * One claim does one short step and says whether to look again; waiting never holds a worker. A duty
 * that throws is tried again later, with a growing pause.
 */
export type Duty = (task: Claimed, hand: Hand) => Promise<Again | Kept | undefined>;

export interface DutyOfWorkers {
  carryOut: Duty;
  /** Called when it failed so often in a row that people have to know, and each time after that. */
  onTrouble?: (task: Claimed, hand: Hand, error: unknown) => Promise<void>;
}

/** A claim whose row is gone or in other hands: whatever was about to happen must not. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor({ releaseId, task }: Pick<Claimed, 'releaseId' | 'task'>) {
    super(`${task} of ${releaseId} is not ours any more`);
  }
}

/** One sentence of whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
