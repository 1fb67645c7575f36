import type { PlanningFacts } from '../engine/facts.ts';
import { agree } from '../policy/agreement.ts';
import { capabilitiesOf } from '../policy/capabilities.ts';
import { servedIn } from '../policy/resolve.ts';
import { emptyLane, type Lane, lockAt } from '../release/lane.ts';
import { type Agreement, refusePlan } from '../release/plan.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { Instant, ReleaseId } from '../release/terms.ts';
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

/** What a plan would meet outside and in its lane right now. */
export interface Outlook {
  facts: PlanningFacts;
  lane: Lane;
  /** What makes planning pointless whatever the plan says. */
  refusal: Refusal | null;
}

/**
 * Asks the target and the source host, with their own deadlines.
 * @param own the release that is planned or edited: it is not in its own way
 */
export async function outlookOf(start: StartRequest, desk: Desk, own: ReleaseId | null): Promise<Outlook> {
  const { environment, version, type } = start;
  const { name: service, repository = null } = start.service;
  const [facts, lane, rows] = await Promise.all([
    desk.facts({ service, environment, version, repository }),
    desk.engine.lane({ service, environment }),
    desk.releases.of({ service, environment, version }),
  ]);
  const twin = rows.find(row => row.live && row.id !== own);
  const refusal =
    facts.tagMissing && repository
      ? refuse('no-such-tag', { version, repository })
      : twin
        ? refuse('already-under-way', { release: twin.id, version })
        : refuseVersion({ version, type, environment }, facts.running, lane);
  return { facts, lane, refusal };
}

/** What the plan itself lacks, as far as it can be told without reading anything. */
export const refuseTexts = (agreement: Agreement): Refusal | null =>
  refusePlan(agreement, emptyLane(agreement.plan.service, agreement.plan.environment));

/** Why it could not start right now; a lock only holds it, but whoever walks it dry wants to know. */
export function refuseNow({ lane, refusal }: Outlook, now: Instant): Refusal | null {
  const lock = lockAt(lane, now);
  return refusal ?? (lock ? refuse('locked', { reason: lock.reason, by: lock.by }) : null);
}
