import type { ModalView } from '@slack/types';
import { ceremonyOf } from '../policy/ceremony.ts';
import { isRefusal, type Refusal } from '../release/refusals.ts';
import type { PlanTexts } from '../views/plan-form.ts';
import { planModal, planSkeleton } from '../views/plan-modal.ts';
import { refusalMessage } from '../views/refusal.ts';
import { agreementOf, outlookOf } from './agreement-of.ts';
import { approversFor, notLookedAt } from './approvers.ts';
import type { Desk } from './desk.ts';
import type { Answer } from './intent.ts';
import { openModal, refusedView, replaceView } from './modals.ts';
import { type PlanForm, planMetadata } from './plan-metadata.ts';
import { scopeOfChanges } from './scope-of-changes.ts';
import { aboutStart } from './start-request.ts';

export interface PlanOpening extends Omit<PlanForm, 'learned'> {
  texts: PlanTexts;
}

/** The form of a plan; what could not be learned and why it was refused are shown above it. */
export function planView(
  form: PlanForm,
  texts: PlanTexts,
  notes: { problems?: readonly string[]; refusal?: Refusal },
  desk: Desk,
): ModalView {
  const { start, learned, edits } = form;
  const { environment, version, type } = start;
  const ceremony = ceremonyOf(desk.policy(), environment, type);
  const agreement = agreementOf(start, learned, texts, desk);
  return planModal(
    {
      service: start.service.name,
      environment,
      version,
      type,
      running: learned.running,
      texts,
      strategy: isRefusal(agreement) ? (start.strategy ?? '') : agreement.runbook.strategy,
      form: type === 'patch' || type === 'hotfix' ? 'short' : 'full',
      required: ceremony.requires,
      problems: notes.problems ?? [],
      refusal: notes.refusal ?? null,
      purpose: edits ? 'edit' : 'start',
      metadata: planMetadata(form),
    },
    desk.words,
  );
}

/**
 * Opens a skeleton within the three seconds of the trigger, then learns from outside and fills it in. What
 * would be refused whatever the plan says is said at once, in the modal.
 */
export async function openPlan(triggerId: string, opening: PlanOpening, desk: Desk): Promise<Answer> {
  const { start, place, edits, texts } = opening;
  const { environment, version } = start;
  const nothing = { ...opening, learned: { running: null, commit: null } };
  const skeleton = planSkeleton(
    {
      service: start.service.name,
      environment,
      version,
      purpose: edits ? 'edit' : 'start',
      metadata: planMetadata(nothing),
    },
    desk.words,
  );
  const viewId = await openModal(triggerId, skeleton, desk);
  if (viewId === null) return null;
  const outlook = await outlookOf(start, desk, edits?.id ?? null);
  const { running, commit, changes } = outlook.facts;
  const agreement = agreementOf(start, { running, commit }, texts, desk);
  const about = { without: [texts.owner], emergency: start.emergency };
  const approvers = isRefusal(agreement) ? null : await approversFor(agreement, about, desk);
  const refusal = outlook.refusal ?? approvers?.refusal ?? null;
  const problems = [...outlook.facts.problems, ...(approvers ? notLookedAt(approvers, desk.words) : [])];
  const form: PlanForm = { start, place, edits, learned: { running, commit } };
  const filled = edits ? texts : { ...texts, scope: scopeOfChanges(changes) };
  const refused = refusal && refusalMessage(refusal, desk.words, aboutStart(start));
  const view = refused ? refusedView(skeleton, refused) : planView(form, filled, { problems }, desk);
  if (await replaceView(viewId, view, desk)) return null;
  // Closed in the meantime: nobody waits for the form, but whoever asked should read why it can't be.
  return refused;
}
