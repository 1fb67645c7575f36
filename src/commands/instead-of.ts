import type { Status } from '../release/state.ts';

/** What to type in a status in which something else was wanted; never anything that changes what is out. */
const NEXT: Partial<Record<Status, string[]>> = {
  approving: ['approve'],
  rejected: ['edit'],
  polling: ['go'],
  ready: ['deploy'],
  failed: ['retry'],
  'rolling-back': ['rollback status'],
};

export const insteadOf = (status: Status): string[] => NEXT[status] ?? ['status'];
