import type { ModalView } from '@slack/types';
import type { Environment } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import type { FormValues } from './plan-form.ts';

/** Callback `lock`; `private_metadata` is `{"service","environment"}`. */
export declare function lockModal(
  place: { service: string; environment: Environment },
  words: Words,
): ModalView;

/** `forMs` null: until somebody unlocks it. */
export declare function readLockForm(values: FormValues): { reason: string; forMs: number | null };
