import type { PermittedDeed } from '../../release/permissions.ts';
import type { Milestone } from '../../release/plan.ts';
import type { RiskLevel, Severity } from '../../release/risk.ts';
import type { RollbackWay } from '../../release/rollback.ts';
import type { RollbackPart, RunPurpose } from '../../release/rollback-parts.ts';
import type { Stage } from '../../release/runbook.ts';
import type { Status } from '../../release/state.ts';
import type { Environment, ReleaseType } from '../../release/terms.ts';
import { formatsOf } from '../formats.ts';
import { inline } from '../mrkdwn.ts';

export const formats = formatsOf('en');

const status: Record<Status, string> = {
  approving: 'Waiting for approvals',
  rejected: 'Rejected',
  preparing: 'Getting ready',
  polling: 'Go/No-Go poll open',
  held: 'On hold',
  ready: 'Ready to deploy',
  queued: 'Queued',
  starting: 'Starting',
  deploying: 'Deploying',
  failed: 'Failed',
  'rolling-back': 'Rolling back',
  completed: 'Completed',
  'rolled-back': 'Rolled back',
  'taken-over': 'Taken over',
  aborted: 'Aborted',
};

/** Completes “This release …”. */
const statusVerb: Record<Status, string> = {
  approving: 'is waiting for approvals',
  rejected: 'was rejected',
  preparing: 'still lacks something before it can go on',
  polling: 'is in its Go/No-Go poll',
  held: 'is on hold',
  ready: 'is ready to deploy',
  queued: 'is queued',
  starting: 'is just starting',
  deploying: 'is deploying',
  failed: 'has failed',
  'rolling-back': 'is rolling back',
  completed: 'is completed',
  'rolled-back': 'was rolled back',
  'taken-over': 'was taken over by a person',
  aborted: 'was aborted',
};

const type: Record<ReleaseType, string> = {
  patch: 'patch',
  minor: 'minor',
  major: 'major',
  hotfix: 'hotfix',
};

const environment: Record<Environment, string> = {
  development: 'development',
  testing: 'testing',
  staging: 'staging',
  production: 'production',
};

const stage: Record<Stage, string> = {
  prepare: 'prepare',
  build: 'build',
  database: 'database',
  assets: 'assets',
  services: 'services',
  functions: 'functions and configuration',
  monitoring: 'monitoring',
  verify: 'verify',
};

const milestone: Record<Milestone, string> = {
  'code freeze': 'Code freeze',
  'tests done': 'Tests done',
  'acceptance done': 'Acceptance done',
  'pre-production': 'Pre-production',
  production: 'Production',
  verification: 'Verification',
};

const level: Record<RiskLevel, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  'very high': 'Very high',
};

const severity: Record<Severity, string> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};

const way: Record<RollbackWay, string> = {
  immediate: 'immediate',
  phased: 'phased',
  'blue-green': 'blue-green',
};

function part(it: RollbackPart, bad: string, to: string): string {
  switch (it.kind) {
    case 'shift':
      return it.percent === 0
        ? `Take all traffic off ${bad}`
        : `Leave ${bad} ${formats.percent(it.percent)} of the traffic`;
    case 'cancel':
      return 'Stop what was still running';
    case 'wait':
      return `Look at it for ${formats.duration(it.ms)}`;
    case 'restore':
      return `Make ${to} serve everything`;
    case 'verify':
      return `Read back that ${to} serves everything`;
    case 'run':
      return it.purpose === 'undo' ? `Undo: ${inline(it.does, 120)}` : ofData[it.purpose];
  }
}

const ofData: Record<Exclude<RunPurpose, 'undo'>, string> = {
  'pause-writes': 'Pause the writes',
  backup: 'Back the data up as it is now',
  'restore-data': 'Bring the data back from the backup of this release',
  'check-data': 'Check that the data is intact',
  'resume-writes': 'Resume the writes',
};

/** Completes “You can’t … ”; also what a refusal calls the deed. */
const deeds: Record<string, string> = {
  abort: 'abort it',
  approve: 'approve it',
  'ask again': 'ask the approvers again',
  'ask-again': 'ask the approvers again',
  'remind-me': 'put the reminder off',
  deploy: 'deploy it',
  edit: 'edit the plan',
  'gates rerun': 'run its gates',
  go: 'vote',
  move: 'move it to another service or environment',
  'no-go': 'vote',
  override: 'override anything',
  pause: 'pause it',
  promote: 'promote it',
  except: 'make an exception for it',
  reject: 'reject it',
  checklist: 'change its checklist',
  accept: 'accept it',
  problem: 'report a problem with it',
  reopen: 'reopen the poll',
  'reopen the poll': 'reopen the poll',
  reschedule: 'move its start',
  owner: 'give it to somebody else',
  resume: 'resume it',
  retry: 'retry a step',
  'roll back': 'roll it back',
  'take over': 'take over the rollback',
  'take-over': 'take over the rollback',
};

/** Completes “Only these may …”. */
const permitted: Record<PermittedDeed, string> = {
  start: 'start a release',
  edit: 'change the plan',
  reschedule: 'move the start of a release',
  owner: 'give a release to somebody else',
  vote: 'vote',
  deploy: 'deploy',
  reopen: 'reopen the poll',
  pause: 'pause a release',
  resume: 'resume a release',
  promote: 'promote a release',
  retry: 'retry a step',
  abort: 'abort a release',
  rollback: 'roll back',
  'take-over': 'take over a rollback',
  incident: 'answer for an incident',
  review: 'close the review of an override',
  lock: 'lock',
  unlock: 'unlock',
  freeze: 'freeze',
  'skip-security': 'skip gates',
  token: 'hand out tokens for evidence',
};

export const terms = {
  status,
  statusVerb,
  type,
  environment,
  stage,
  milestone,
  level,
  severity,
  way,
  part,
  deeds,
  permitted,
};
