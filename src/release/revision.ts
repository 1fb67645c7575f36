import { isExpired, missingIn } from './approvals.ts';
import { hasEnded, withdrawal } from './ending.ts';
import { isSame } from './is-same.ts';
import { type Agreement, type Plan, type PlanCommand, type PlanEvent, refusePlan } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import { decideSchedule, refuseStart } from './schedule.ts';
import type { Decision, Release, World } from './state.ts';
import type { PersonId } from './terms.ts';
import { turnAgain } from './turn.ts';
import { isTheirs } from './voices.ts';

/** What of an agreement can be told apart, by the name under which people know it. */
export type PlanField =
  | 'version'
  | 'commit'
  | 'type'
  | 'strategy'
  | 'runbook'
  | 'policy'
  | keyof Plan['scope']
  | keyof Plan['dependencies']
  | 'owner'
  | 'goal'
  | 'milestones'
  | 'risks'
  | 'rollback'
  | 'communication'
  | 'window';

/** One field that was changed, as people read it; empty means there was nothing. */
export interface PlanChange {
  field: PlanField;
  from: string;
  to: string;
}

/** Changes of these are major: another thing goes out, in another way. At most two per version is the goal [001]. */
const MAJOR: readonly PlanField[] = [
  'version',
  'commit',
  'strategy',
  'runbook',
  'features',
  'improvements',
  'fixes',
  'debt',
];
export const isMajor = (changes: readonly PlanChange[]): boolean =>
  changes.some(({ field }) => MAJOR.includes(field));

type Fields = Record<PlanField, string>;

function fieldsOf({ plan, terms, runbook }: Agreement): Fields {
  const { scope, dependencies, rollback } = plan;
  const lines = (list: readonly string[]) => list.join('; ');
  return {
    version: plan.version,
    commit: plan.commit ?? '',
    type: plan.type,
    strategy: runbook.strategy,
    // Every detail counts, but the titles are what people know a step by.
    runbook: lines(runbook.steps.map(({ title }) => title)),
    policy: terms.policyDigest.slice(0, 12),
    ...scope,
    ...dependencies,
    owner: plan.owner,
    goal: plan.goal,
    milestones: lines(plan.milestones.map(({ name, on }) => `${name} ${on}`)),
    risks: lines(
      plan.risks.map(
        risk => `${risk.what} (${risk.probability} × ${risk.impact}) ${risk.mitigation} ${risk.owner}`,
      ),
    ),
    rollback: lines(
      [rollback.conditions, rollback.steps, rollback.owner, String(rollback.minutes ?? '')].filter(Boolean),
    ),
    communication: plan.communication,
    window: plan.window,
  };
}

/** What became different from one agreement to the next, in the order of the plan. When it starts is none of it. */
export function changesOf(before: Agreement, after: Agreement): PlanChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const changes = (Object.keys(is) as PlanField[])
    .filter(field => was[field] !== is[field])
    .map(field => ({ field, from: was[field], to: is[field] }));
  const isTold =
    isSame(before.runbook, after.runbook) ||
    changes.some(({ field }) => field === 'runbook' || field === 'strategy');
  return isTold ? changes : [...changes, { field: 'runbook', from: was.runbook, to: is.runbook }];
}

/**
 * Until something was changed on the target the plan can be revised. A change asks for everything again; nothing changed
 * withdraws nothing, save that a rejected or expired plan is asked again; the start alone is only moved.
 */
export function decideRevision(
  { by, agreement }: Extract<PlanCommand, { type: 'RevisePlan' }>,
  release: Release,
  world: World,
): Decision | Refusal {
  const { status, rollout, plan, approvals } = release;
  if (hasEnded(status) || status === 'rolling-back' || status === 'deploying' || rollout?.changed) {
    const instead = hasEnded(status) ? ['start'] : ['status'];
    return refuse('wrong-state', { deed: 'edit', status, instead });
  }
  const moved = agreement.plan.service !== plan.service || agreement.plan.environment !== plan.environment;
  if (moved) return refuse('wrong-state', { deed: 'move', status, instead: ['start'] });
  const { startAt } = agreement.plan;
  const isMoved = startAt !== plan.startAt;
  const unfit = refusePlan(agreement, world.lane);
  if (unfit) return unfit;
  const changes = changesOf(release, agreement);
  const asksAgain = status === 'rejected' || (status === 'approving' && isExpired(release, world.now));
  if (changes.length === 0 && !asksAgain) {
    if (!isMoved) return {};
    return decideSchedule({ type: 'Reschedule', by, startAt: startAt ?? null }, release, world);
  }
  const closed = isMoved ? refuseStart(agreement.plan, startAt, world) : null;
  if (closed) return closed;
  const withdrawn = [...new Set(approvals.given.map(approval => approval.by))];
  return {
    release: [{ type: 'PlanRevised', by, agreement, changes, withdrawn }],
    lane: withdrawal(release),
  };
}

/** Whose release it is can change as long as it goes on; a new owner never counts among its approvers. */
export function decideOwner(
  { by, owner, digest, of }: Extract<PlanCommand, { type: 'ChangeOwner' }>,
  release: Release,
): Decision | Refusal {
  const { status, plan, approvals, terms } = release;
  // While its turn is prepared the facts of the plan as it was are being gathered.
  if (hasEnded(status) || status === 'starting') {
    return refuse('wrong-state', { deed: 'owner', status, instead: ['status'] });
  }
  if (!isTheirs(release, by) && !terms.permissions?.owner)
    return refuse('not-the-owner', { owner: plan.owner });
  if (of !== release.digest) return refuse('superseded', {});
  if (owner === plan.owner) return {};
  const given = withoutVoice(approvals.given, owner);
  const isWithdrawn = given.length < approvals.given.length;
  const rest = { ...release, approvals: { ...approvals, given } };
  const isShort = isWithdrawn && missingIn(rest).seats > 0;
  const reopens = isShort && BEFORE_START.includes(status);
  return {
    release: [{ type: 'OwnerChanged', by, from: plan.owner, to: owner, digest, isWithdrawn, reopens }],
    lane: reopens ? withdrawal(release) : [],
  };
}

const BEFORE_START: readonly string[] = ['preparing', 'polling', 'held', 'ready', 'queued'];

/** Neither their own voice nor one they used or lent. */
export const withoutVoice = <Of extends { by: PersonId; for?: PersonId }>(
  given: readonly Of[],
  person: PersonId,
): Of[] => given.filter(voice => voice.by !== person && voice.for !== person);

/** The new owner's approval goes; where too few are left, so does what rested on it. */
export function changeOwner(
  release: Release,
  { to, digest, reopens }: Extract<PlanEvent, { type: 'OwnerChanged' }>,
): Release {
  const { plan, approvals, turn, override } = release;
  const given = withoutVoice(approvals.given, to);
  return {
    ...release,
    plan: { ...plan, owner: to },
    digest,
    // Whoever overrides decides about the release, not about its owner.
    ...(override?.digest === release.digest && { override: { ...override, digest } }),
    // The buttons they were sent are about the plan as it was.
    approvals: {
      ...approvals,
      given,
      asking: { ...approvals.asking, asked: null },
      ...(reopens && { completedAt: null }),
    },
    ...(reopens && { poll: null, turn: turnAgain(turn) }),
  };
}
