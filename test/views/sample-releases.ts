import { type ChecklistItem, ITEM_GROUPS, ITEM_TIMES } from '../../src/release/checklist.ts';
import type { GateFigures } from '../../src/release/gate-figures.ts';
import { type ItemEvidence, PLAN_PARTS, SIGNS } from '../../src/release/item-evidence.ts';
import { emptyLane, evolveLane, type Lane, type LaneEvent } from '../../src/release/lane.ts';
import type { Agreement } from '../../src/release/plan.ts';
import { refuse } from '../../src/release/refusals.ts';
import { evolve } from '../../src/release/release.ts';
import type { Step } from '../../src/release/runbook.ts';
import type { Release, ReleaseEvent, Status } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import type { Finding } from '../../src/release/watching.ts';
import type { Scene } from '../../src/views/scene.ts';
import { english } from '../../src/words/english.ts';

export const NOON = Date.UTC(2026, 7, 3, 12);
const MINUTE = 60_000;
export const [ANA, BEN, CHLOE, ELIF, HANA] = ['UANA', 'UBEN', 'UCHLOE', 'UELIF', 'UHANA'] as const;

const step = (id: string, title: string, action: Step['action'], more: Partial<Step> = {}): Step => ({
  id,
  stage: 'services',
  title,
  owner: 'operations',
  action,
  timeoutMs: 5 * MINUTE,
  retries: 1,
  verifiedBy: 'reading the version back',
  undoneBy: 'restoring 1.3.2',
  idempotent: true,
  ...more,
});

export const agreement = (more: Partial<Agreement> = {}): Agreement => ({
  plan: {
    service: 'checkout',
    environment: 'production',
    version: '1.4.0',
    type: 'minor',
    repository: 'acme/checkout',
    channel: 'C1',
    commit: '0123456789abcdef0123456789abcdef01234567',
    running: '1.3.2',
    owner: ANA,
    goal: 'Pay by bank transfer',
    scope: { features: '', improvements: '', fixes: '', debt: '' },
    milestones: [],
    risks: [],
    dependencies: { technical: '', team: '', resource: '' },
    rollback: { conditions: '', steps: '', owner: '', minutes: null },
    communication: '',
    window: '',
  },
  terms: {
    policyDigest: 'f'.repeat(64),
    requiredFields: ['goal'],
    approvals: {
      required: 3,
      groups: ['tech_leads', 'product_owners'],
      mandatory: ['security_team'],
      expireAfterMs: 48 * 60 * MINUTE,
    },
    poll: { roles: ['product', 'operations'], lastsMs: 30 * MINUTE },
    deploy: 'button',
    confirmApproval: true,
    pages: true,
    watch: {
      everyMs: 10_000,
      afterEveryMs: MINUTE,
      afterMs: 24 * 60 * MINUTE,
      minRequests: 100,
      lostAfter: 3,
      triggers: [
        {
          name: 'error rate above 10 %',
          condition: { kind: 'error-rate', percent: 10, minRequests: 50 },
          windowMs: 10 * MINUTE,
          action: 'rollback',
        },
      ],
    },
  },
  runbook: {
    strategy: 'canary',
    shifts: true,
    steps: [
      step('check', 'Check that production answers', { kind: 'check' }, { stage: 'prepare' }),
      step('install', 'Install 1.4.0', { kind: 'install' }),
      step('traffic-25', 'Send 25 % of the traffic to 1.4.0', {
        kind: 'shift',
        percent: 25,
        bakeMs: 10 * MINUTE,
      }),
      step('traffic-100', 'Send all traffic to 1.4.0', { kind: 'shift', percent: 100, bakeMs: 0 }),
      step('verify', 'Read back that 1.4.0 runs', { kind: 'verify' }, { stage: 'verify' }),
    ],
    notApplicable: [{ stage: 'database', because: 'this service has no database of its own' }],
  },
  digest: 'abcdef0123456789'.repeat(4),
  ...more,
});

/** The shortest a plan can be: nothing written, nobody asked, a first version. */
export function shortestAgreement(): Agreement {
  const full = agreement();
  return agreement({
    plan: { ...full.plan, goal: '', commit: null, repository: null, running: null },
    runbook: { ...full.runbook, shifts: false, steps: full.runbook.steps.slice(0, 2), notApplicable: [] },
  });
}

/** Everything as long as people can make it, with characters that mean something to Slack. */
export function longestAgreement(
  text = '<!channel> & <https://evil.example|click> 🚀 `'.repeat(80),
): Agreement {
  const full = agreement();
  const risk = {
    what: text,
    probability: 'very high',
    impact: 'high',
    mitigation: text,
    owner: text,
  } as const;
  return agreement({
    plan: {
      ...full.plan,
      goal: text,
      scope: { features: text, improvements: text, fixes: text, debt: text },
      milestones: [{ name: 'code freeze', on: '2026-08-01' }],
      risks: Array.from({ length: 12 }, () => risk),
      dependencies: { technical: text, team: text, resource: text },
      rollback: { conditions: text, steps: text, owner: text, minutes: 30 },
      communication: text,
      window: text,
    },
    terms: {
      ...full.terms,
      checklist: longestChecklist(text),
      closing: {
        roles: ['operations', ...Array.from({ length: 12 }, (_, n) => `role_${n}`)],
        remindAfterMs: MINUTE,
      },
      poll: { roles: Array.from({ length: 12 }, (_, n) => `role_${n}_${'x'.repeat(60)}`), lastsMs: MINUTE },
    },
    runbook: {
      ...full.runbook,
      steps: Array.from({ length: 30 }, (_, n) =>
        step(
          `step-${n}`,
          `${n} ${text}`,
          n === 0
            ? { kind: 'run', action: 'migrate', on: 'target', undo: { is: 'impossible', because: text } }
            : { kind: 'shift', percent: n, bakeMs: MINUTE },
          { undoneBy: null },
        ),
      ),
      preparationMs: 120 * MINUTE,
      keepOld: { ms: 24 * 60 * MINUTE, retire: { action: 'retire', on: 'target' } },
      notApplicable: [{ stage: 'database', because: text }],
    },
  });
}

/** More items than Slack takes boxes in one group, in every group, ticked by every kind of evidence. */
const longestChecklist = (text: string): ChecklistItem[] =>
  ITEM_TIMES.flatMap(when =>
    ITEM_GROUPS.flatMap(group =>
      Array.from({ length: 12 }, (_, n): ChecklistItem => {
        const id = `${when}-${group.replaceAll(' ', '-').slice(0, 16)}-${n}`;
        const evidence: ItemEvidence[] = [
          ...SIGNS.map(is => ({ is })),
          { is: 'plan', parts: [...PLAN_PARTS] },
          { is: 'gates', gates: ['tests', 'coverage'] },
          { is: 'stage', stage: 'database' },
        ];
        const tickedBy = n % 2 === 0 ? null : (evidence[n % evidence.length] ?? null);
        return {
          id,
          text: text.slice(0, 75),
          group,
          when,
          required: n % 3 > 0,
          role: 'operations',
          tickedBy,
        };
      }),
    ),
  );

export const planned = (it: Agreement = agreement()): ReleaseEvent => ({
  type: 'ReleasePlanned',
  by: ANA,
  agreement: it,
});

const approved = (by: string, ...groups: string[]): ReleaseEvent => ({
  type: 'ApprovalGiven',
  by,
  groups,
  digest: agreement().digest,
});

const FIGURES: GateFigures = {
  securityScore: 99,
  coveragePercent: 93.456,
  vulnerabilities: 0,
  compatibilityScore: 100,
  regressionPercent: -1.5,
};
const BAD_FIGURES: GateFigures = { ...FIGURES, coveragePercent: 40, securityScore: null, vulnerabilities: 2 };

const polling: ReleaseEvent[] = [
  approved(BEN, 'tech_leads'),
  approved(CHLOE, 'product_owners'),
  approved(ELIF, 'security_team'),
  { type: 'ApprovalsCompleted' },
  { type: 'PollOpened', closesAt: NOON + 30 * MINUTE },
];

const vote = (role: string, by: string, how: 'go' | 'no-go', reason = ''): ReleaseEvent => ({
  type: 'VoteCast',
  role,
  by,
  vote: how,
  reason,
});

const ready: ReleaseEvent[] = [
  ...polling,
  vote('product', CHLOE, 'go'),
  vote('operations', HANA, 'go'),
  { type: 'PollClosed', outcome: { is: 'go' } },
  { type: 'ReleaseReady' },
];

const starting: ReleaseEvent[] = [...ready, { type: 'DeployRequested', by: ANA }, { type: 'TurnCame' }];

export const finding: Finding = {
  trigger: 'error rate above 10 %',
  action: 'rollback',
  seen: 12.5,
  limit: 10,
  baseline: 0.2,
  canaryRequests: 540,
  windowMs: 10 * MINUTE,
};

/** How a first step and the installation go, by the ids of the given agreement. */
function baking({ runbook }: Agreement, from: string | null): ReleaseEvent[] {
  const events: ReleaseEvent[] = [...starting, { type: 'DeployStarted', from, fence: 6 }];
  for (const [index, { id, action }] of runbook.steps.slice(0, 3).entries()) {
    events.push({ type: 'StepStarted', step: id, attempt: 1, operation: `r.${id}.1` });
    if (index === 2 || action.kind !== 'shift') {
      events.push({ type: 'StepSucceeded', step: id, note: '' });
      if (action.kind === 'shift') {
        events.push({ type: 'BakeStarted', step: id, percent: action.percent, until: NOON + 20 * MINUTE });
      }
    }
  }
  return events;
}

const rollingBack = (it: Agreement, why: string): ReleaseEvent[] => [
  ...baking(it, '1.3.2'),
  { type: 'TriggerFired', finding: { ...finding, trigger: why } },
  {
    type: 'RollbackStarted',
    by: TMINUS,
    why,
    way: 'immediate',
    bad: '1.4.0',
    to: '1.3.2',
    fence: 12,
    parts: [{ kind: 'shift', percent: 0 }, { kind: 'cancel' }, { kind: 'restore' }, { kind: 'verify' }],
    interrupted: null,
  },
  { type: 'RollbackPartStarted', part: 0, attempt: 1, operation: 'r.rollback-1.1' },
  { type: 'RollbackPartDone', part: 0, note: '' },
];

/** The data was asked for; it is not intact, so the writes stay paused. */
const rollingBackWithData = (it: Agreement, why: string): ReleaseEvent[] => {
  const call = { action: 'x', on: 'target' } as const;
  const purposes = ['pause-writes', 'backup', 'restore-data', 'check-data', 'resume-writes', 'undo'] as const;
  const parts = purposes.map(
    purpose => ({ kind: 'run', purpose, does: why, call, timeoutMs: MINUTE }) as const,
  );
  return [
    ...baking(it, '1.3.2'),
    {
      type: 'RollbackStarted',
      by: BEN,
      why,
      way: 'immediate',
      bad: '1.4.0',
      to: '1.3.2',
      fence: 12,
      parts: [{ kind: 'restore' }, { kind: 'verify' }, ...parts],
      data: 'restore',
      interrupted: null,
    },
    ...[0, 1, 2, 3, 4].map((part): ReleaseEvent => ({ type: 'RollbackPartDone', part, note: why })),
    { type: 'RollbackPartStarted', part: 5, attempt: 1, operation: 'r.rollback-1-6.1' },
    { type: 'RollbackPartFailed', part: 5, attempt: 1, why },
  ];
};

/** Releases of every kind of moment, by a name that starts with their status. */
function incidentMoments(before: ReleaseEvent[], why: string): Record<string, ReleaseEvent[]> {
  const opened: ReleaseEvent[] = [
    ...before,
    {
      type: 'IncidentOpened',
      by: TMINUS,
      priority: 'P2',
      cause: { is: 'rolled-back-by-itself', why },
      alarm: null,
    },
  ];
  const raised: ReleaseEvent[] = [
    ...opened,
    {
      type: 'IncidentRaised',
      by: BEN,
      from: 'P2',
      priority: 'P1',
      cause: { is: 'reported', what: why },
      alarm: null,
    },
  ];
  const escalated: ReleaseEvent[] = [
    ...raised,
    { type: 'IncidentEscalated', level: 1, to: ['tech_leads'], unansweredMs: 15 * MINUTE },
    { type: 'IncidentEscalated', level: 2, to: [], unansweredMs: 30 * MINUTE },
  ];
  const acknowledged: ReleaseEvent[] = [
    ...escalated,
    { type: 'IncidentAcknowledged', responder: { via: 'pagerduty', name: why.slice(0, 120) || 'Mona' } },
    { type: 'CommanderNamed', by: ANA, commander: BEN },
    { type: 'IncidentUpdated', by: BEN, text: why || 'looking', nextAt: NOON + 10 * MINUTE },
    { type: 'UpdateOverdue', commander: BEN },
  ];
  const unsure: ReleaseEvent[] = [
    ...raised,
    { type: 'IncidentAcknowledged', responder: { via: 'slack', person: BEN }, unchecked: true },
    { type: 'CommanderNamed', by: BEN, commander: BEN },
    { type: 'IncidentEscalated', level: 1, to: ['tech_leads'], unansweredMs: 15 * MINUTE },
  ];
  return {
    'incident that nobody has': escalated,
    'incident that somebody has who may not be one of those who may': unsure,
    'incident that somebody has': acknowledged,
    'incident that is over': [
      ...acknowledged,
      { type: 'IncidentResolved', responder: { via: 'slack', person: BEN }, note: why },
    ],
  };
}

/** Of a planned start. */
const START = Date.UTC(2026, 11, 1, 9, 30);

export function moments(it: Agreement, why = 'the migration is untested'): Record<string, ReleaseEvent[]> {
  const stepId = it.runbook.steps[0]?.id ?? '';
  const firstItem = it.terms.checklist?.[0]?.id ?? 'release-notes';
  const failed: ReleaseEvent[] = [
    ...starting,
    { type: 'DeployStarted', from: '1.3.2', fence: 6 },
    { type: 'StepStarted', step: stepId, attempt: 2, operation: 'r.s.2' },
    { type: 'StepFailed', step: stepId, attempt: 2, why, final: true },
    { type: 'ReleaseFailed', step: stepId, why },
  ];
  const restParts = [1, 2, 3].map((part): ReleaseEvent => ({ type: 'RollbackPartDone', part, note: '' }));
  const completed: ReleaseEvent[] = [
    ...starting,
    { type: 'DeployStarted', from: '1.3.2', fence: 6 },
    ...it.runbook.steps.flatMap(({ id }): ReleaseEvent[] => [
      { type: 'StepStarted', step: id, attempt: 1, operation: `r.${id}.1` },
      { type: 'StepSucceeded', step: id, note: '' },
    ]),
    { type: 'ReleaseCompleted' },
  ];
  return {
    approving: [],
    'approving, two of three in': polling.slice(0, 2),
    'approving, filled by the gates, lent and reminded': [
      { type: 'SeatsFilled', figures: FIGURES },
      { type: 'ApproversAsked', people: [ELIF, HANA], where: 'directly' },
      { ...approved(BEN, 'security_team'), for: ELIF } as ReleaseEvent,
      { type: 'ApproversReminded', people: [HANA] },
      { type: 'ReminderSnoozed', by: HANA, until: NOON + 60 * MINUTE },
      { type: 'ApprovalsRunningOut' },
    ],
    'approving, the seats taken away, expired and asked again': [
      approved(BEN, 'tech_leads'),
      { type: 'SeatsFilled', figures: FIGURES },
      { type: 'SeatsWithdrawn', missed: ['coveragePercent', 'securityScore'], figures: BAD_FIGURES },
      { type: 'ApproversAsked', people: Array.from({ length: 40 }, () => HANA), where: 'in the channel' },
      { type: 'ApprovalsExpired' },
      { type: 'ApprovalsAskedAgain', by: ANA },
    ],
    'approving, voided': [...polling, { type: 'ApprovalsVoided', why, commit: null, digest: 'f'.repeat(64) }],
    'approving, its time has come': [
      { type: 'StartMoved', by: ANA, from: null, to: START },
      { type: 'StartNeared', mark: '15min', lacking: [] },
      {
        type: 'StartMissed',
        lacking: [
          { lacks: 'approvals', seats: 2, mandatory: ['security_team'] },
          { lacks: 'checklist', items: [{ id: firstItem, text: why, role: 'qa' }] },
          { lacks: 'votes', roles: ['qa'] },
          { lacks: 'decision', status: 'held' },
          { lacks: 'unlock', reason: why, by: BEN },
          { lacks: 'opening', kind: 'freeze', reason: why, until: START },
          { lacks: 'attendance' },
        ],
      },
    ],
    'approving, in other hands': [
      {
        type: 'OwnerChanged',
        by: ANA,
        from: ANA,
        to: BEN,
        digest: 'f'.repeat(64),
        isWithdrawn: true,
        reopens: true,
      },
    ],
    'approving, revised': [
      {
        type: 'PlanRevised',
        by: ANA,
        agreement: it,
        changes: (['goal', 'risks', 'runbook', 'features', 'fixes', 'window', 'commit'] as const).map(
          field => ({
            field,
            from: why,
            to: `${why} ${why}`,
          }),
        ),
        withdrawn: [BEN, HANA],
      },
    ],
    'deploying, frozen': [
      ...starting,
      { type: 'DeployStarted', from: '1.3.2', fence: 6 },
      { type: 'RolloutPaused', by: 'tminus', why, freeze: { id: 'freeze-1', from: START, until: START + 1 } },
    ],
    rejected: [{ type: 'ReleaseRejected', by: BEN, reason: why }],
    preparing: [...polling.slice(0, 4), { type: 'PreparationStarted', lacks: ['checklist'] }],
    'preparing, a tick taken away': [
      ...polling.slice(0, 4),
      { type: 'PreparationStarted', lacks: ['gates', 'checklist', 'time'] },
      { type: 'ItemTicked', item: firstItem, by: HANA },
      { type: 'ItemUnticked', item: firstItem, by: ANA, reason: why },
    ],
    'polling, after its checklist': [
      ...polling.slice(0, 4),
      {
        type: 'ChecklistPassed',
        items: [
          { item: firstItem, by: HANA, at: NOON },
          { item: 'before-readiness-1', evidence: { is: 'approvals' }, since: NOON },
        ],
      },
      { type: 'PollOpened', closesAt: NOON + 30 * MINUTE },
    ],
    polling,
    'polling, one vote': [...polling, vote('product', CHLOE, 'go')],
    'held by a NO-GO': [
      ...polling,
      vote('operations', HANA, 'no-go', why),
      { type: 'PollClosed', outcome: { is: 'hold', because: 'no-go', by: HANA, reason: why } },
    ],
    'held by silence': [
      ...polling,
      { type: 'PollClosed', outcome: { is: 'hold', because: 'silence', silent: ['operations'] } },
    ],
    'held at the start': [
      ...starting,
      { type: 'DeployHeld', why: refuse('facts-unknown', { what: 'what runs there now', why }) },
    ],
    ready,
    queued: [
      ...ready,
      { type: 'DeployRequested', by: ANA },
      { type: 'Queued', behind: 'lane', reason: 'checkout-1.3.9-x' },
    ],
    'queued behind a lock': [
      ...ready,
      { type: 'DeployRequested', by: ANA },
      { type: 'Queued', behind: 'lock', reason: why },
    ],
    'queued behind a freeze': [
      ...ready,
      { type: 'DeployRequested', by: ANA },
      { type: 'Queued', behind: 'freeze', reason: why },
    ],
    starting,
    deploying: baking(it, '1.3.2'),
    'deploying, paused': [...baking(it, '1.3.2'), { type: 'RolloutPaused', by: ANA, why }],
    'deploying, asked': [
      ...baking(it, '1.3.2'),
      { type: 'DecisionAsked', why: 'inconclusive', evidence: null },
    ],
    'deploying, unclear': [
      ...starting,
      { type: 'DeployStarted', from: '1.3.2', fence: 6 },
      { type: 'StepStarted', step: stepId, attempt: 1, operation: 'r.s.1' },
      { type: 'StepUnclear', step: stepId, why },
    ],
    'deploying, metrics lost': [...baking(it, '1.3.2'), { type: 'MetricsLost', why }],
    'deploying, an alert and its end': [
      ...baking(it, '1.3.2'),
      {
        type: 'TriggerFired',
        finding: {
          ...finding,
          trigger: `alert ${why}`,
          action: 'pause',
          severity: 'high',
          alert: { name: why, key: 'f00d/1', startsAt: NOON, summary: why },
        },
      },
      { type: 'AlertResolved', name: why, key: 'f00d/1' },
    ],
    'deploying a first version': baking(it, null),
    failed,
    'rolling-back': rollingBack(it, why),
    'rolling-back in trouble': [...rollingBack(it, why), { type: 'RollbackTroubled', why }],
    completed,
    'completed, a problem reported': [
      ...completed,
      { type: 'ReleaseAccepted', by: HANA, role: 'operations' },
      { type: 'ProblemReported', by: BEN, roles: ['operations', 'role_1'], what: why },
      { type: 'ClosingReminded', items: [firstItem], roles: ['role_2'] },
      { type: 'RetrospectiveDue', dueAt: NOON + 24 * 60 * MINUTE },
    ],
    'completed, then bad': [...completed, { type: 'TriggerFired', finding: { ...finding, trigger: why } }],
    'completed, no longer watched': [...completed, { type: 'WatchEnded', because: 'time' }],
    'completed, watched to the end': [
      ...completed,
      { type: 'TriggerFired', finding: { ...finding, action: 'notify', trigger: why } },
      {
        type: 'WatchEnded',
        because: 'time',
        report: {
          from: NOON - 24 * 60 * MINUTE,
          until: NOON,
          seen: { requests: 120_000, errorPercent: 0.1, p95: 0.12 },
          before: { requests: 9_000, errorPercent: 0.12, p95: 0.118 },
          samples: 1440,
          unmeasured: 14,
          restarts: 1,
        },
      },
    ],
    'rolled-back': [...rollingBack(it, why), ...restParts, { type: 'RolledBack', to: '1.3.2', tookMs: 4200 }],
    'rolling-back with data that is not intact': rollingBackWithData(it, why),
    'taken-over while writes are paused': [
      ...rollingBackWithData(it, why),
      { type: 'RollbackTakenOver', by: BEN, reason: why },
    ],
    'completed, the version before is stopped': [
      ...completed,
      { type: 'RetirementStarted', version: '1.3.2', operation: 'r.retire.1' },
      { type: 'VersionRetired', version: '1.3.2', note: why },
    ],
    'completed, the version before stays': [...completed, { type: 'VersionKept', version: '1.3.2', why }],
    ...incidentMoments([...rollingBack(it, why)], why),
    'taken-over': [...rollingBack(it, why), { type: 'RollbackTakenOver', by: BEN, reason: why }],
    aborted: [{ type: 'ReleaseAborted', by: ANA, reason: why }],
  };
}

/** Folds the events, one minute apart, the last one at noon. */
export function release(events: readonly ReleaseEvent[], it: Agreement = agreement()): Release {
  const all = [planned(it), ...events];
  let folded: Release | null = null;
  for (const [index, event] of all.entries()) {
    folded = evolve(folded, event, NOON - (all.length - 1 - index) * MINUTE, 'checkout-1.4.0-k3x');
  }
  return folded as Release;
}

export const at = (moment: string, it: Agreement = agreement()): Release =>
  release(moments(it)[moment] ?? [], it);

export const statusOf = (moment: string): Status => at(moment).status;

export const laneAfter = (...events: LaneEvent[]): Lane =>
  events.reduce((lane, event) => evolveLane(lane, event, NOON), emptyLane('checkout', 'production'));

export const scene = (more: Partial<Scene> = {}): Scene => ({
  lane: emptyLane('checkout', 'production'),
  members: {
    tech_leads: [BEN, ANA],
    product_owners: [CHLOE],
    security_team: [ELIF, HANA],
  },
  roles: { product: [CHLOE], operations: [HANA] },
  now: NOON,
  words: english,
  ...more,
});
