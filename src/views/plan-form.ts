import type { Plan } from '../release/plan.ts';
import type { Refusal } from '../release/refusals.ts';

/** The part of a plan that people write. */
export type PlanTexts = Pick<
  Plan,
  | 'owner'
  | 'goal'
  | 'scope'
  | 'milestones'
  | 'risks'
  | 'dependencies'
  | 'rollback'
  | 'communication'
  | 'window'
>;

/** `view.state.values` of a submission, by block id and action id; only the fields that are read. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, FormValue>>>>;

export interface FormValue {
  value?: string | null | undefined;
  selected_date?: string | null | undefined;
  selected_user?: string | null | undefined;
  selected_option?: { value: string } | null | undefined;
}

/** What was filled in; what the form did not ask for stays as it was in `before`. */
export declare function readPlanForm(values: FormValues, before: PlanTexts): PlanTexts;

/** The block an error belongs to, for `response_action: errors`; null when it is about no field. */
export declare function blockOfRefusal(refusal: Refusal, texts: PlanTexts): string | null;

/** A plan nobody has written anything into yet. */
export declare function emptyPlanTexts(owner: string): PlanTexts;
