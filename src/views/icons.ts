import type { StepState } from '../release/rollout.ts';
import type { Status } from '../release/state.ts';

/** One picture per state, always next to the word for it. */
export const STATUS_ICONS: Record<Status, string> = {
  approving: '📝',
  rejected: '⛔',
  preparing: '📋',
  polling: '🗳️',
  held: '✋',
  ready: '🟢',
  queued: '⏳',
  starting: '🚦',
  deploying: '🚀',
  failed: '❌',
  'rolling-back': '⏪',
  completed: '✅',
  'rolled-back': '↩️',
  'taken-over': '🛠️',
  aborted: '⏹️',
};

export const STEP_ICONS: Record<StepState['is'], string> = {
  waiting: '⚪',
  running: '🔵',
  baking: '🔵',
  done: '✅',
  failed: '❌',
  unclear: '❓',
};

export const YES = '✅';
export const NO = '⛔';
export const UNKNOWN = '❓';
export const OPEN = '⚪';
export const NOW = '🔵';
export const ALARM = '🚨';
export const WARNING = '⚠️';
export const EMERGENCY = '🚨';
export const LOCKED = '🔒';
export const PAUSED = '⏸️';
export const STOPPED = '⏹️';
