import type { ModalView } from '@slack/types';
import type { Plan } from '../release/plan.ts';
import type { Words } from '../words/words.ts';
import type { PlanTexts } from './plan-form.ts';

export interface PlanDraft extends Pick<Plan, 'service' | 'environment' | 'version' | 'type' | 'running'> {
  texts: PlanTexts;
  strategy: string;
  /** `short`: goal and owner only, enough for a patch. */
  form: 'short' | 'full';
  /** Texts that may not be empty. */
  required: readonly ('goal' | 'communication' | 'window')[];
  /** What could not be learned for the prefill, one sentence each. */
  problems: readonly string[];
  purpose: 'start' | 'edit';
  /** Kept as `private_metadata`; at most 3,000 characters. */
  metadata: string;
}

export const PLAN_CALLBACK = 'plan';

export declare function planModal(draft: PlanDraft, words: Words): ModalView;

/** Shown at once while the draft is being filled; replaced by `planModal` through `views.update`. */
export declare function planSkeleton(
  draft: Pick<PlanDraft, 'service' | 'environment' | 'version' | 'purpose' | 'metadata'>,
  words: Words,
): ModalView;
