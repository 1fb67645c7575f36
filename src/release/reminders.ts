import type { NoticeKind } from './notices.ts';

/** Direct messages that remind of something a person has to do; each can be put off, once. */
export const REMINDER_KINDS: readonly string[] = [
  'ApproversReminded',
  'ApprovalsRunningOut',
  'ReviewChased',
  'StartNeared',
  'UpdateOverdue',
  'ClosingReminded',
  'RetrospectiveDue',
] satisfies NoticeKind[];

export const isReminder = (kind: string): boolean => REMINDER_KINDS.includes(kind);
