import type { Outcome } from '../engine/engine.ts';
import type { Agreement } from '../release/plan.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import { blockOfRefusal, emptyPlanTexts, type PlanTexts, readPlanForm } from '../views/plan-form.ts';
import { refusalMessage } from '../views/refusal.ts';
import { plain } from '../words/mrkdwn.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import { agreementOf, refuseTexts } from './agreement-of.ts';
import { approversFor } from './approvers.ts';
import { told } from './deed.ts';
import type { Desk } from './desk.ts';
import { failureOf } from './failure-of.ts';
import type { Answer, Submission, Submitted } from './intent.ts';
import { openModal } from './modals.ts';
import { planCommand } from './override-wish.ts';
import { groupsForEdit } from './permitted-groups.ts';
import { type PlanForm, readPlanMetadata } from './plan-metadata.ts';
import { planView } from './plan-opening.ts';
import { releaseId } from './release-id.ts';
import { startEcho } from './start-echo.ts';
import { aboutStart } from './start-request.ts';

/** Looks at a plan that was sent off; what is wrong with a field is said at that field. */
export function planSubmitted(sent: Submitted, desk: Desk): Submission {
  const form = readPlanMetadata(sent.metadata, desk);
  const texts = readPlanForm(sent.values, emptyPlanTexts(sent.person));
  const agreement = agreementOf(form.start, form.learned, texts, desk);
  const refusal = isRefusal(agreement) ? agreement : refuseTexts(agreement);
  if (!refusal) return { work: () => carryOut(form, sent, desk), answerIn: form.place };
  const block = blockOfRefusal(refusal, texts, sent.values);
  if (block) return { errors: { [block]: plain(sayRefusal(refusal, desk.words)) } };
  return { instead: planView(form, texts, { refusal }, desk) };
}

async function carryOut(form: PlanForm, sent: Submitted, desk: Desk): Promise<Answer> {
  const by = sent.person;
  const before = form.edits ? await desk.engine.load(form.edits.id) : null;
  const texts = readPlanForm(sent.values, before?.plan ?? emptyPlanTexts(by));
  const agreement = agreementOf(form.start, form.learned, texts, desk);
  if (isRefusal(agreement)) return again(agreement, form, texts, sent, desk);
  if (form.edits && before?.digest !== form.edits.digest) {
    return again(refuse('superseded', {}), form, texts, sent, desk);
  }
  const without = [...(before?.requesters.slice(0, 1) ?? []), by, texts.owner];
  const { emergency } = form.start;
  const approvers = await approversFor(agreement, { without, emergency }, desk);
  if (approvers.refusal) return again(approvers.refusal, form, texts, sent, desk);
  const outcome = await plan(form, { agreement, before }, sent, desk);
  if (outcome.is === 'refused') return again(outcome.refusal, form, texts, sent, desk);
  const { revised, planned } = desk.words.done;
  const echo = await startEcho(outcome.release, by, desk);
  return told(
    outcome,
    (release, events) => `${form.edits ? revised(release, events) : planned(release)}${echo}`,
  );
}

async function plan(
  form: PlanForm,
  { agreement, before }: { agreement: Agreement; before: Release | null },
  sent: Submitted,
  desk: Desk,
): Promise<Outcome> {
  const { person: by, commandId } = sent;
  const { engine } = desk;
  const carrying = { commandId, actor: by };
  if (before) {
    const groups = await groupsForEdit(agreement.plan, before, by, desk);
    return engine.handle(before.id, { type: 'RevisePlan', by, groups, agreement }, carrying);
  }
  const id = releaseId(agreement.plan.service, agreement.plan.version, commandId);
  return engine.handle(id, await planCommand(agreement, by, form.start, desk), carrying);
}

/** Refused after the modal was closed: it opens again with everything that was written, and says why. */
async function again(
  refusal: Refusal,
  form: PlanForm,
  texts: PlanTexts,
  { triggerId }: Submitted,
  desk: Desk,
): Promise<Answer> {
  const answer = refusalMessage(refusal, desk.words, aboutStart(form.start));
  if (!triggerId) return answer;
  try {
    await openModal(triggerId, planView(form, texts, { refusal }, desk), desk);
    return null;
  } catch (error) {
    desk.log.warn(failureOf(error), 'a refused plan could not be shown again');
    return answer;
  }
}
