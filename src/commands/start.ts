import { ceremonyOf } from '../policy/ceremony.ts';
import { isRefusal } from '../release/refusals.ts';
import { dryRun } from '../views/dry-run.ts';
import { emptyPlanTexts } from '../views/plan-form.ts';
import { PLAN_CALLBACK } from '../views/plan-modal.ts';
import { refusalMessage } from '../views/refusal.ts';
import { agreementOf, outlookOf, refuseNow } from './agreement-of.ts';
import { told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { openPlan } from './plan-opening.ts';
import { planSubmitted } from './plan-submission.ts';
import { releaseId } from './release-id.ts';
import { aboutStart, readStart, START_SAYS, type StartRequest } from './start-request.ts';

export const start: Intent = {
  button: 'start',
  callback: PLAN_CALLBACK,
  says: START_SAYS,
  flags: {
    strategy: 'value',
    'dry-run': 'bare',
    at: 'not-yet',
    emergency: 'not-yet',
    'skip-security': 'not-yet',
    'skip-approval': 'not-yet',
  },
  perform: async (asked, desk) => {
    const { words, flags, channel, channelName, person } = asked;
    const strategy = flags.get('strategy');
    const request = readStart(
      words,
      typeof strategy === 'string' ? strategy : null,
      channel === null ? null : { id: channel, name: channelName ?? undefined },
      desk.policy(),
    );
    const texts = emptyPlanTexts(person);
    const possible = agreementOf(request, { running: null, commit: null }, texts, desk);
    if (isRefusal(possible)) return possible;
    if (flags.has('dry-run')) return walk(request, asked, desk);
    const { modal } = ceremonyOf(desk.policy(), request.environment, request.type);
    if (!modal) return planNow(request, asked, desk);
    if (!asked.triggerId) throw misunderstood('form-needs-command', { typed: typedAs(request) });
    return openPlan(asked.triggerId, { start: request, place: asked, edits: null, texts }, desk);
  },
  submitted: planSubmitted,
};

/** No form where the policy asks for none: planned from the command alone. */
async function planNow(request: StartRequest, { person: by, commandId }: Asked, desk: Desk): Promise<Answer> {
  const { service, version } = request;
  const id = releaseId(service.name, version, commandId);
  const { facts, refusal } = await outlookOf(request, desk, id);
  if (refusal) return refusalMessage(refusal, desk.words, aboutStart(request));
  const agreement = agreementOf(request, facts, emptyPlanTexts(by), desk);
  if (isRefusal(agreement)) return agreement;
  return told(
    await desk.engine.handle(id, { type: 'PlanRelease', by, agreement }, { commandId, actor: by }),
    desk.words.done.planned,
  );
}

/** Compiles, reads the target and the tag and walks every step; touches and creates nothing. */
async function walk(request: StartRequest, { person }: Asked, desk: Desk): Promise<Answer> {
  const outlook = await outlookOf(request, desk, null);
  const { facts, lane } = outlook;
  const agreement = agreementOf(request, facts, emptyPlanTexts(person), desk);
  if (isRefusal(agreement)) return agreement;
  const now = desk.now();
  const refusal = refuseNow(outlook, now);
  return dryRun({ agreement, refusal, problems: facts.problems, lane, now, words: desk.words });
}

const typedAs = ({ service, version, type, environment, strategy }: StartRequest): string =>
  `/release start ${service.name} v${version} ${type} ${environment}${strategy ? ` --strategy ${strategy}` : ''}`;
