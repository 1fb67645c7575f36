/** The eight stages every runbook walks through, in order; none is left out, some do not apply. */
export const STAGES = [
  'prepare',
  'build',
  'database',
  'assets',
  'services',
  'functions',
  'monitoring',
  'verify',
] as const;
export type Stage = (typeof STAGES)[number];

/** Which of the environment's targets carries an action out: the one that carries versions, or the second one. */
export type Carrier = 'target' | 'actions';

/** An action of the organisation's own. */
export interface NamedAction {
  action: string;
  on: Carrier;
  /** What it is handed besides the release. */
  with?: Readonly<Record<string, string>>;
}

/** `needless`: it leaves nothing behind that would have to be undone, so it is no change of the target. */
export type Undo =
  | { is: 'needless' }
  | { is: 'impossible'; because: string }
  | ({ is: 'action' } & NamedAction);

/**
 * What a step does to the target.
 * - `check`: read the running version and that the target answers. No effect.
 * - `install`: put the new version on the target, at 0 % traffic where the target can shift.
 * - `shift`: send `percent` of the traffic to the new version, then watch it for `bakeMs`.
 * - `verify`: read back that the target runs the new version. No effect.
 * - `run`: carry out an action of the organisation's own.
 */
export type Action =
  | { kind: 'check' }
  | { kind: 'install'; with?: Readonly<Record<string, string>> }
  | { kind: 'shift'; percent: number; bakeMs: number; with?: Readonly<Record<string, string>> }
  | { kind: 'verify' }
  | ({ kind: 'run'; undo: Undo } & NamedAction);

export interface Step {
  /** Unique within the runbook, part of the operation id: `install`, `traffic-25`. */
  id: string;
  stage: Stage;
  /** What it does, in words: `Send 25 % of the traffic to 1.4.0`. */
  title: string;
  /** The role that answers for it. */
  owner: string;
  action: Action;
  /** The step fails when its operation has not ended after this long. */
  timeoutMs: number;
  /** How often it is tried again after a failure; 0 means one attempt. */
  retries: number;
  verifiedBy: string;
  /** How it is undone, or null: it cannot be, and people are told before they approve. */
  undoneBy: string | null;
  /** Whether repeating it after an unknown outcome does no harm. */
  idempotent: boolean;
}

/** What `/rollback now --with-database` carries out (R-BACK-4). */
export interface DatabaseRollback {
  pauseWrites: NamedAction;
  backup: NamedAction;
  restore: NamedAction;
  verify: NamedAction;
  resumeWrites: NamedAction;
  /** How long each of them may take. */
  timeoutMs: number;
}

export interface Runbook {
  /** The preset it was compiled from, such as `canary`. */
  strategy: string;
  /** Whether the target can divide traffic between two versions; without it a rollback restores at once. */
  shifts: boolean;
  steps: Step[];
  notApplicable: { stage: Stage; because: string }[];
  /** Absent where the policy names no such actions, and in releases from before it could. */
  database?: DatabaseRollback;
  /** How long before T-0 the preparation begins; absent where the strategy has none. */
  preparationMs?: number;
  /** The version before stays installed for this long after completion; `retire` stops it then, where there is one. */
  keepOld?: { ms: number; retire: NamedAction | null };
}

/** Whether carrying the step out may change the target. */
export const hasEffect = ({ action }: Step): boolean =>
  action.kind === 'install' ||
  action.kind === 'shift' ||
  (action.kind === 'run' && action.undo.is !== 'needless');

/** Who carries the step out. */
export const carrierOf = ({ action }: Step): Carrier => (action.kind === 'run' ? action.on : 'target');
