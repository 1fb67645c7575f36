import type { ReleaseEvent, Status } from './state.ts';

/** Where each event leaves a release. An event that is not listed leaves the status as it is. */
export const STATUS_AFTER: Partial<Record<ReleaseEvent['type'], Status>> = {
  ReleasePlanned: 'approving',
  PlanRevised: 'approving',
  ReleaseRejected: 'rejected',
  ApprovalsVoided: 'approving',
  PreparationStarted: 'preparing',
  PollOpened: 'polling',
  ReleaseReady: 'ready',
  DeployRequested: 'queued',
  TurnCame: 'starting',
  DeployHeld: 'held',
  DeployStarted: 'deploying',
  RetryRequested: 'deploying',
  ReleaseFailed: 'failed',
  ReleaseCompleted: 'completed',
  RollbackStarted: 'rolling-back',
  RolledBack: 'rolled-back',
  RollbackTakenOver: 'taken-over',
  ReleaseAborted: 'aborted',
};

/** Nothing more is carried out after one of these. */
export const ENDINGS: readonly ReleaseEvent['type'][] = [
  'ReleaseCompleted',
  'RolledBack',
  'RollbackTakenOver',
  'ReleaseAborted',
];
