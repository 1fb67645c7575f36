import type { MomentUnread } from '../release/moments.ts';
import type { Instant } from '../release/terms.ts';

/** What was typed never became a command of a release: why, with what was probably meant. Nothing was changed. */
export interface Misunderstandings {
  'word-unknown': { command: string; found: string; meant: string | null; known: readonly string[] };
  'flag-unknown': { found: string; meant: string | null; says: string };
  'flag-needs-value': { flag: string; says: string };
  'value-unknown': { what: ValueName; found: string; meant: string | null; known: readonly string[] };
  'argument-missing': { what: ArgumentName; says: string };
  'argument-extra': { found: string; says: string };
  'environment-unknown': { found: string; meant: string | null; known: readonly string[] };
  'duration-unclear': { found: string };
  'moment-unclear': { read: MomentUnread };
  'moment-past': { found: string; at: Instant; zone: string };
  'person-unclear': { found: string };
  /** Chosen in a form that says so at its field. */
  'start-past': { now: Instant };
  'month-unclear': { found: string; present: string };
  'nothing-fits': { deed: string };
  'nothing-here': Record<never, never>;
  'nothing-to-roll-back': Record<never, never>;
  'form-needs-command': { typed: string };
  'no-output': { step: string };
  'no-verdict': { release: string };
  'no-rollback': { release: string };
  'confirm-in-modal': { id: string; digest: string; version: string };
  'too-slow': Record<never, never>;
}

export type ValueName =
  | 'setting'
  | 'language'
  | 'messages'
  | 'on-or-off'
  | 'quiet'
  | 'type'
  | 'group'
  | 'service'
  | 'strategy'
  | 'during'
  | 'way'
  | 'step'
  | 'phase'
  | 'item'
  | 'level'
  | 'risk';
export type ArgumentName =
  | 'person'
  | 'freeze'
  | 'when'
  | 'until'
  | 'version'
  | 'type'
  | 'environment'
  | 'step'
  | 'setting'
  | 'item'
  | 'risk'
  | 'number';

export type Misunderstanding = {
  [K in keyof Misunderstandings]: { unclear: K } & Misunderstandings[K];
}[keyof Misunderstandings];
