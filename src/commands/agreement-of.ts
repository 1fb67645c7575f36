import type { PlanningFacts } from '../engine/facts.ts';
import { agree } from '../policy/agreement.ts';
import { capabilitiesOf } from '../policy/capabilities.ts';
import { servedIn } from '../policy/resolve.ts';
import { emptyLane, type Lane, lockAt } from '../release/lane.ts';
import { type Agreement, refusePlan } from '../release/plan.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import { refuseVersion } from '../release/version.ts';
import type { PlanTexts } from '../views/plan-form.ts';
import type { Desk } from './desk.ts';
import type { StartRequest } from './start-request.ts';

/** What was learned from outside when the plan was opened; read again right before the deploy. */
export type Learned = Pick<PlanningFacts, 'running' | 'commit'>;

export function agreementOf(
  start: StartRequest,
  learned: Learned,
  texts: PlanTexts,
  desk: Desk,
): Agreement | Refusal {
  const { service, environment, version, type, strategy } = start;
  const policy = desk.policy();
  const place = servedIn(policy, service.name, environment);
  if (isRefusal(place)) return place;
  return agree(
    policy,
    {
      ...texts,
      service: service.name,
      environment,
      version,
      type,
      strategy,
      repository: service.repository ?? null,
      channel: service.channel,
      commit: learned.commit,
      running: learned.running,
    },
    capabilitiesOf(place.served.target),
  );
}

/** Asks the target and the source host, with their own deadlines. */
export const learn = ({ service, environment, version }: StartRequest, desk: Desk): Promise<PlanningFacts> =>
  desk.facts({ service: service.name, environment, version, repository: service.repository ?? null });

/** What makes planning pointless whatever the plan says: no such tag, or a version that must not go there. */
export function refuseFacts(
  { service, environment, version, type }: StartRequest,
  facts: PlanningFacts,
  lane: Lane,
): Refusal | null {
  if (facts.tagMissing && service.repository) {
    return refuse('no-such-tag', { version, repository: service.repository });
  }
  return refuseVersion({ version, type, environment }, facts.running, lane);
}

/** What the plan itself lacks, as far as it can be told without reading anything. */
export const refuseTexts = (agreement: Agreement): Refusal | null =>
  refusePlan(agreement, emptyLane(agreement.plan.service, agreement.plan.environment));

/** Why it could not be planned or started right now; a lock only holds it, but whoever walks it dry wants to know. */
export function refuseNow(
  start: StartRequest,
  facts: PlanningFacts,
  lane: Lane,
  now: number,
): Refusal | null {
  const lock = lockAt(lane, now);
  return (
    refuseFacts(start, facts, lane) ?? (lock ? refuse('locked', { reason: lock.reason, by: lock.by }) : null)
  );
}
