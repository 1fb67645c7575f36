import type { Environment, Version } from '../../release/terms.ts';

/** What a target can do. A strategy that needs more is refused when it is planned. */
export interface Capabilities {
  /** Runs two versions side by side and divides traffic between them. */
  shift: boolean;
  /** Smallest step of a traffic share, in percent; 100 when it can only switch. */
  granularityPercent: number;
  /** Carries out actions of the organisation's own by name, such as `backup`. */
  run: boolean;
  /**
   * Its shares may change without tminus, by a reload or another hand: they are read back at every look while a release
   * is watched, and given again.
   */
  forgets?: boolean;
}

/**
 * One change of the target. The id is fixed in the event log before the target is called and all calls
 * about the operation carry it, so a call repeated after a crash is recognised.
 */
export interface Operation {
  /** `<release>.<step>.<attempt>` */
  id: string;
  /**
   * - `install`: make `version` runnable, without traffic where the target can shift.
   * - `shift`: send `percent` of the traffic to `version`, the rest to `against`.
   * - `restore`: make `version` the one that serves everything, installing it if it is gone, and stop `against`.
   * - `run`: carry out the organisation's own `action`; only where `can.run`, else it is refused as `rejected`.
   */
  kind: 'install' | 'shift' | 'restore' | 'run';
  /** Only with `run`, and always then: the name of the action, such as `backup` or `refresh-cdn`. */
  action?: string;
  /** What the policy hands down besides, in camelCase: `{ keepDays: '7' }`. A target that has no use for it ignores it. */
  with?: Readonly<Record<string, string>>;
  service: string;
  environment: Environment;
  version: Version;
  /** The version on the other side: the stable one while going out, the bad one while coming back; null on a first deploy. */
  against: Version | null;
  /** 0–100; only read for `shift`. */
  percent: number;
  /**
   * Grows with every decision about this service and environment. A target that keeps the highest it has seen refuses
   * a late call of a worker that was taken over.
   */
  fence: number;
}

/** `absent`: the target never heard of the operation. `unknown`: it cannot be told whether it happened. */
export type OperationState =
  | { is: 'running'; note?: string }
  | { is: 'succeeded'; note?: string }
  | { is: 'failed'; why: string }
  | { is: 'absent' }
  | { is: 'unknown'; why: string };

/** What really runs there, read from the target. */
export interface Running {
  /** The version with the most traffic; null when nothing is deployed. */
  version: Version | null;
  /** Traffic share in percent by version; only versions that are installed. */
  shares: Record<Version, number>;
}

/**
 * A place a version is carried out to. Every call has the caller's deadline as `signal`; an aborted or
 * failed call throws and says nothing about whether the operation happened: `check` does.
 */
export interface DeployTarget {
  readonly can: Capabilities;
  /** After how many ms a started operation is sure to be visible to `check`; `absent` means nothing before. */
  readonly visibleAfterMs: number;
  /**
   * Begins the operation and returns without waiting for its end. Starting a known id again changes nothing.
   * @throws OperationRefused when the target said no; anything else leaves open whether it began.
   */
  start(operation: Operation, signal: AbortSignal): Promise<void>;
  check(operation: Operation, signal: AbortSignal): Promise<OperationState>;
  /** Asks a running operation to stop and returns before it has; an ended or unknown one is left alone. */
  cancel(operation: Operation, signal: AbortSignal): Promise<void>;
  read(signal: AbortSignal): Promise<Running>;
  /** What the operation printed so far, from `offset` characters on. Empty when there is nothing. */
  output(operation: Operation, offset: number, signal: AbortSignal): Promise<string>;
}

/**
 * The target's final no: the operation was not begun, and asking again with the same id will not begin it.
 * `superseded`: a later decision about the service and environment has already reached the target.
 */
export class OperationRefused extends Error {
  override name = 'OperationRefused';
  readonly reason: 'superseded' | 'rejected';

  constructor(reason: 'superseded' | 'rejected', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The target could not be asked, or its answer could not be understood. */
export class TargetUnavailable extends Error {
  override name = 'TargetUnavailable';
}

/**
 * The target of a service in an environment; `actions` is the second one, which only runs actions.
 * Throws when the policy names none.
 */
export type DeployTargets = (
  service: string,
  environment: Environment,
  which?: 'target' | 'actions',
) => DeployTarget;
