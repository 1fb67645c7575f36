import { agree } from '../../src/policy/agreement.ts';
import type { Capabilities } from '../../src/policy/capabilities.ts';
import { noChecklist } from '../../src/policy/checklist-policy.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { type Policy, sealed } from '../../src/policy/policy.ts';
import type { Agreement, Plan } from '../../src/release/plan.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import { currentStep, type Evidence } from '../../src/release/rollout.ts';
import type { Release } from '../../src/release/state.ts';
import type { Environment, GroupName, PersonId, ReleaseType, RoleName } from '../../src/release/terms.ts';
import type { StartFacts } from '../../src/release/turn.ts';
import type { Finding } from '../../src/release/watching.ts';
import type { Situation, Step } from './given.ts';

/** Without gates, checklist and reports by the clock: a story that is about them says so in its terms. */
function withoutGates({ digest: _, ...policy }: Policy): Policy {
  const { gates: __, ...security } = policy.security;
  const notices = { ...policy.monitoring.notices, statusEvery: 0 };
  const monitoring = { ...policy.monitoring, notices };
  return sealed({ ...policy, security, monitoring, checklist: noChecklist });
}

/** The policy as it ships. */
export const whole: Policy = await loadPolicy('config');
/** The same but for its gates and its checklist, so that approvals lead to the Go/No-Go. */
export const shipped: Policy = withoutGates(whole);

/** Asks for the release, and owns it. */
export const REQUESTER: PersonId = 'rita';
export const OWNER: PersonId = 'omar';

/** Everybody else, with the groups they belong to. */
export const GROUPS_OF: Record<PersonId, GroupName[]> = {
  dora: ['developers', 'on_call'],
  quin: ['qa'],
  tess: ['tech_leads'],
  theo: ['tech_leads', 'developers'],
  pia: ['product_owners'],
  arno: ['architecture_team'],
  sam: ['security_team'],
  cleo: ['cto'],
  evan: ['ceo'],
  hank: ['security_team', 'cto'],
  opal: ['operations'],
  nora: [],
  [REQUESTER]: ['tech_leads', 'security_team'],
  [OWNER]: ['product_owners', 'cto'],
};

const VERSIONS: Record<ReleaseType, string> = {
  patch: '1.3.1',
  minor: '1.4.0',
  major: '2.0.0',
  hotfix: '1.3.1',
};

/** Told in the release channel and in the thread of the card; tests of war rooms ask for one. */
function withoutRoom(agreement: Agreement): Agreement {
  const { room: _, ...terms } = agreement.terms;
  return { ...agreement, terms };
}

export function aPlan(changes: Partial<Plan> = {}): Plan {
  const type = changes.type ?? 'minor';
  return {
    service: 'checkout',
    environment: 'production',
    version: VERSIONS[type],
    type,
    repository: 'acme/checkout',
    channel: 'C0000000000',
    commit: 'c0ffee1',
    running: '1.3.0',
    owner: OWNER,
    goal: 'Pay by bank transfer',
    scope: { features: '', improvements: '', fixes: '', debt: '' },
    milestones: [],
    risks: [],
    dependencies: { technical: '', team: '', resource: '' },
    rollback: { conditions: '', steps: '', owner: '', minutes: null },
    communication: 'Support knows',
    window: 'Monday morning',
    ...changes,
  };
}

export const SHIFTS: Capabilities = { shift: true, granularityPercent: 1, run: true };

/** Without incidents, which come along with much that happens: they are told where they are asked for. */
export function anAgreement(
  changes: Partial<Plan> & { strategy?: string } = {},
  policy: Policy = shipped,
  can: Capabilities = SHIFTS,
): Agreement {
  const { strategy, ...plan } = changes;
  const agreement = agree(policy, { ...aPlan(plan), strategy }, can);
  if (isRefusal(agreement)) throw new Error(`the policy refused: ${JSON.stringify(agreement)}`);
  const { incidents: _, ...terms } = agreement.terms;
  return withoutRoom({ ...agreement, terms });
}

type PlanChanges = Partial<Plan> & { strategy?: string; terms?: Partial<Agreement['terms']> };

const agreementWith = ({ terms, ...plan }: PlanChanges): Agreement => {
  const agreement = anAgreement(plan);
  return { ...agreement, terms: { ...agreement.terms, ...terms } };
};

export const planned = (
  type: ReleaseType = 'minor',
  environment: Environment = 'production',
  changes: PlanChanges = {},
): Step => ({
  type: 'PlanRelease',
  by: REQUESTER,
  agreement: agreementWith({ type, environment, ...changes }),
});

export const revisedBy = (by: PersonId, changes: PlanChanges = {}): Step => ({
  type: 'RevisePlan',
  by,
  agreement: agreementWith(changes),
});

const of = ({ release }: Situation): Release => {
  if (!release) throw new Error('nothing is planned');
  return release;
};

/** With the groups of the cast, unless others are given. */
export const approvedBy =
  (by: PersonId, ...groups: GroupName[]): Step =>
  situation => ({
    type: 'Approve',
    by,
    groups: groups.length > 0 ? groups : (GROUPS_OF[by] ?? []),
    digest: of(situation).digest,
  });

export const rejectedBy =
  (by: PersonId, reason = 'the schema is not ready'): Step =>
  situation => ({ type: 'Reject', by, groups: GROUPS_OF[by] ?? [], digest: of(situation).digest, reason });

/** The set a minor release to production needs. */
export const approved: Step = [approvedBy('tess'), approvedBy('sam'), approvedBy('cleo')];

export const voted =
  (vote: 'go' | 'no-go', by: PersonId, ...roles: RoleName[]): Step =>
  situation => ({
    type: 'CastVote',
    by,
    roles,
    vote,
    reason: vote === 'go' ? '' : 'the tests are red',
    digest: of(situation).digest,
  });

export const allGo: Step = [
  voted('go', 'pia', 'product'),
  voted('go', 'dora', 'development'),
  voted('go', 'quin', 'qa'),
  voted('go', 'opal', 'operations'),
];

export const deployedBy = (by: PersonId): Step => ({ type: 'Deploy', by });

/** The facts right before the start; by default nothing has changed. */
export const started =
  (changes: Partial<StartFacts> = {}): Step =>
  situation => {
    const { plan, digest } = of(situation);
    return {
      type: 'StartDeploy',
      facts: { running: plan.running, commit: plan.commit, digest, groups: GROUPS_OF, ...changes },
    };
  };

/** A minor release to production that is about to walk its runbook. */
export const deploying: Step = [planned(), approved, allGo, deployedBy(OWNER), started()];

export const begun = (step: string): Step => ({ type: 'BeginStep', step });

const operationOf = (situation: Situation): { step: string; operation: string } => {
  const current = currentStep(of(situation));
  if (current?.state.is !== 'running') throw new Error('no step is running');
  return { step: current.step.id, operation: current.state.operation };
};

export const finished: Step = situation => ({ type: 'FinishStep', ...operationOf(situation), note: '' });
export const broken =
  (why = 'exit code 1'): Step =>
  situation => ({
    type: 'BreakStep',
    ...operationOf(situation),
    why,
  });
export const lost: Step = situation => ({
  type: 'LoseStep',
  ...operationOf(situation),
  why: 'the host is gone',
});

export const done = (...steps: string[]): Step => steps.map(step => [begun(step), finished]);

export const waited = (ms: number): Step => ({ type: 'Wait', ms });
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  verdict: 'pass',
  requests: 500,
  errorPercent: 0.1,
  baselineErrorPercent: 0.1,
  p95: 0.2,
  baselineP95: 0.2,
  ...changes,
});

export const bakeEnded =
  (changes: Partial<Evidence> = {}): Step =>
  situation => ({
    type: 'EndBake',
    step: currentStep(of(situation))?.step.id ?? '',
    evidence: evidence(changes),
  });

/** Shifts, bakes and passes the phases of the canary up to this share. */
export const canaryUpTo = (percent: 5 | 25 | 50 | 100): Step =>
  (
    [
      [5, 10],
      [25, 20],
      [50, 30],
      [100, 0],
    ] as const
  )
    .filter(([share]) => share <= percent)
    .map(([share, minutes]) => [
      done(`traffic-${share}`),
      minutes > 0 ? [waited(minutes * MINUTE), bakeEnded()] : [],
    ]);

/** What follows the plan of a minor release to production, up to its end. */
export const carriedOut: Step = [
  approved,
  allGo,
  deployedBy(OWNER),
  started(),
  done('check', 'install'),
  canaryUpTo(100),
  done('verify'),
];
export const completed: Step = [planned(), carriedOut];

export const finding = (changes: Partial<Finding> = {}): Finding => ({
  trigger: 'error rate above 10 % over 10 min',
  action: 'rollback',
  seen: 12,
  limit: 10,
  baseline: 0.1,
  canaryRequests: 200,
  windowMs: 10 * MINUTE,
  ...changes,
});

export const found = (changes: Partial<Finding> = {}): Step => ({
  type: 'RecordFinding',
  finding: finding(changes),
});

/** With the groups of the cast; Dora is on call. */
export const rolledBackBy = (by: PersonId, to: string | null = null): Step => ({
  type: 'RollBack',
  by,
  groups: GROUPS_OF[by] ?? [],
  reason: 'customers cannot pay',
  way: 'immediate',
  to,
});
