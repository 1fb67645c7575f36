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

/**
 * What a step does to the target.
 * - `check`: read the running version and that the target answers. No effect.
 * - `install`: put the new version on the target, at 0 % traffic where the target can shift.
 * - `shift`: send `percent` of the traffic to the new version, then watch it for `bakeMs`.
 * - `verify`: read back that the target runs the new version. No effect.
 */
export type Action =
  | { kind: 'check' }
  | { kind: 'install' }
  | { kind: 'shift'; percent: number; bakeMs: number }
  | { kind: 'verify' };

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

export interface Runbook {
  /** The preset it was compiled from, such as `canary`. */
  strategy: string;
  /** Whether the target can divide traffic between two versions; without it a rollback restores at once. */
  shifts: boolean;
  steps: Step[];
  notApplicable: { stage: Stage; because: string }[];
}

/** Whether carrying the step out may change the target. */
export const hasEffect = (step: Step): boolean =>
  step.action.kind === 'install' || step.action.kind === 'shift';
