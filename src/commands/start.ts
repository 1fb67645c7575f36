import { setTimeout as pause } from 'node:timers/promises';
import { ceremonyOf } from '../policy/ceremony.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import { pastTheCalendar, refuseStart } from '../release/schedule.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { dryRun } from '../views/dry-run.ts';
import { emptyPlanTexts, type PlanTexts } from '../views/plan-form.ts';
import { PLAN_CALLBACK } from '../views/plan-modal.ts';
import { refusalMessage } from '../views/refusal.ts';
import { agreementOf, outlookOf, refuseNow } from './agreement-of.ts';
import { approversFor, notLookedAt } from './approvers.ts';
import { told } from './deed.ts';
import type { Desk } from './desk.ts';
import { emergencyIn, skipsIn } from './emergency-flags.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { planCommand } from './override-wish.ts';
import { refuseThere } from './permitted-groups.ts';
import { openPlan } from './plan-opening.ts';
import { planSubmitted } from './plan-submission.ts';
import { releaseId } from './release-id.ts';
import { startMeant } from './reschedule.ts';
import { startEcho } from './start-echo.ts';
import { aboutStart, type Here, readStart, START_SAYS, type StartRequest } from './start-request.ts';
import { releaseOfThread } from './which-release.ts';

export const start: Intent = {
  button: 'start',
  callback: PLAN_CALLBACK,
  says: START_SAYS,
  flags: {
    strategy: 'value',
    'dry-run': 'bare',
    at: 'value',
    emergency: 'value',
    'skip-security': 'optional',
    'skip-approval': 'bare',
  },
  perform: async (asked, desk) => {
    const { words, flags, person } = asked;
    const strategy = flags.get('strategy');
    const emergency = emergencyIn(asked);
    const read = readStart(
      words,
      typeof strategy === 'string' ? strategy : null,
      await whereTyped(asked, desk),
      desk.policy(),
    );
    const startAt = await startMeantBy(asked, desk);
    const texts = { ...emptyPlanTexts(person), ...(startAt !== null && { startAt }) };
    const request = { ...read, emergency, skips: skipsIn(asked, emergency) };
    const possible = agreementOf(request, { running: null, commit: null }, texts, desk);
    if (isRefusal(possible)) return possible;
    if (emergency && !possible.terms.override) return refuse('no-override', {});
    const forbidden = await foreseen(refuseStarter(request, person, desk));
    if (forbidden) return forbidden;
    if (flags.has('dry-run')) return walk(request, texts, desk);
    const { modal } = ceremonyOf(desk.policy(), request.environment, request.type);
    if (!modal) return planNow(request, texts, asked, desk);
    if (!asked.triggerId)
      throw misunderstood('form-needs-command', { typed: typedAs(request, flags.get('at')) });
    return openPlan(asked.triggerId, { start: request, place: asked, edits: null, texts }, desk);
  },
  submitted: planSubmitted,
};

/** Whoever speaks in a war room or in the thread of a card means that service. */
async function whereTyped(asked: Asked, desk: Desk): Promise<Here | null> {
  const { channel, channelName } = asked;
  if (channel === null) return null;
  const id = await releaseOfThread(asked, desk);
  const release = id === null ? null : await desk.releases.byId(id);
  return { id: channel, name: channelName ?? undefined, about: release?.service ?? null };
}

/** When it is to start; null where nobody said, or said that it has no time. @throws Misunderstood */
async function startMeantBy({ flags, person }: Asked, desk: Desk): Promise<Instant | null> {
  const at = flags.get('at');
  return typeof at === 'string' ? startMeant(at, person, desk) : null;
}

/** What the form could not mend: whoever may not start there, or not with its gates skipped. */
async function refuseStarter(
  { environment, skips }: StartRequest,
  person: PersonId,
  desk: Desk,
): Promise<Refusal | null> {
  const deeds = skips === null ? (['start'] as const) : (['start', 'skip-security'] as const);
  const refusals = await Promise.all(deeds.map(deed => refuseThere(deed, environment, person, desk)));
  return refusals.find(refusal => refusal !== null) ?? null;
}

/** A trigger lives three seconds: what is not known by then is decided when the plan is sent off. */
const FORESEEN_WITHIN_MS = 1_000;
const foreseen = (refusal: Promise<Refusal | null>): Promise<Refusal | null> =>
  Promise.race([refusal.catch(() => null), pause(FORESEEN_WITHIN_MS, null, { ref: false })]);

/** No form where the policy asks for none: planned from the command alone. */
async function planNow(
  request: StartRequest,
  texts: PlanTexts,
  { person: by, commandId }: Asked,
  desk: Desk,
): Promise<Answer> {
  const { service, version } = request;
  const id = releaseId(service.name, version, commandId);
  const { facts, refusal } = await outlookOf(request, desk, id);
  if (refusal) return refusalMessage(refusal, desk.words, aboutStart(request));
  const agreement = agreementOf(request, facts, texts, desk);
  if (isRefusal(agreement)) return agreement;
  const { emergency } = request;
  const approvers = await approversFor(agreement, { without: [by, texts.owner], emergency }, desk);
  if (approvers.refusal) return approvers.refusal;
  const command = await planCommand(agreement, by, request, desk);
  const outcome = await desk.engine.handle(id, command, { commandId, actor: by });
  const echo = outcome.is === 'done' ? await startEcho(outcome.release, by, desk) : '';
  return told(outcome, release => `${desk.words.done.planned(release)}${echo}`);
}

/** Compiles, reads the target and the tag and walks every step; touches and creates nothing. */
async function walk(request: StartRequest, texts: PlanTexts, desk: Desk): Promise<Answer> {
  const outlook = await outlookOf(request, desk, null);
  const { facts, lane } = outlook;
  const agreement = agreementOf(request, facts, texts, desk);
  if (isRefusal(agreement)) return agreement;
  const now = desk.now();
  const { emergency, skips } = request;
  const [organisation, approvers] = await Promise.all([
    desk.engine.organisation(),
    approversFor(agreement, { without: [texts.owner], emergency }, desk),
  ]);
  const { plan } = agreement;
  const calendar = emergency ? pastTheCalendar({ now }) : { organisation, now };
  const refusal = refuseNow(outlook, now) ?? approvers.refusal ?? refuseStart(plan, plan.startAt, calendar);
  const problems = [...facts.problems, ...notLookedAt(approvers, desk.words)];
  return dryRun({ agreement, emergency, skips, refusal, problems, lane, now, words: desk.words });
}

const typedAs = (
  { service, version, type, environment, strategy, emergency, skips }: StartRequest,
  at: string | true | undefined,
): string =>
  [
    `/release start ${service.name} v${version} ${type} ${environment}`,
    ...(strategy ? [`--strategy ${strategy}`] : []),
    ...(at ? [`--at "${at}"`] : []),
    ...(emergency ? [`--emergency "${emergency.reason}"${emergency.grants ? ' --skip-approval' : ''}`] : []),
    ...(skips === null ? [] : [`--skip-security "${skips}"`]),
  ].join(' ');
