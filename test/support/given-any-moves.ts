import fc from 'fast-check';
import { isExpired } from '../../src/release/approvals.ts';
import { currentStep } from '../../src/release/rollout.ts';
import type { Release } from '../../src/release/state.ts';
import type { PersonId } from '../../src/release/terms.ts';
import type { StartFacts } from '../../src/release/turn.ts';
import { anAgreement, evidence, finding, GROUPS_OF, HOUR, MINUTE, OWNER, REQUESTER } from './builders.ts';
import { EIGHT_STAGES, servedBy } from './eight-stages.ts';
import { type Command, RELEASE, type Situation } from './given.ts';

const person = fc.constantFrom(...Object.keys(GROUPS_OF));
/** A plain release, or one with all eight stages and a migration that nothing undoes. */
const [plain, whole] = [anAgreement(), anAgreement({}, servedBy(EIGHT_STAGES))];
const agreementOf = (by: PersonId) => (by.length % 2 === 0 ? plain : whole);

const digest = (situation: Situation) => situation.release?.digest ?? 'none';

/** As grave as can be; one that is new every hour. */
const alertOf = ({ now }: Situation, state: 'firing' | 'resolved'): Command => {
  const startsAt = now - (now % HOUR);
  const alert = { name: 'Down', key: `f/${startsAt}`, startsAt, summary: '' };
  return { type: 'RecordAlert', alert, severity: 'critical', state };
};

/** What moves the release on from where it is; without it random commands would never get past the approvals. */
function forward(situation: Situation, by: PersonId): Command {
  const { release, now } = situation;
  const groups = GROUPS_OF[by] ?? [];
  const revise: Command = { type: 'RevisePlan', by: REQUESTER, agreement: anAgreement() };
  switch (release?.status) {
    case undefined:
      return { type: 'PlanRelease', by: REQUESTER, agreement: agreementOf(by) };
    case 'rejected':
      return revise;
    case 'approving':
      return isExpired(release, now) ? revise : { type: 'Approve', by, groups, digest: release.digest };
    case 'polling':
      return {
        type: 'CastVote',
        by,
        roles: ['product', 'development', 'qa', 'operations'],
        vote: 'go',
        reason: '',
        digest: release.digest,
      };
    case 'ready':
      return { type: 'Deploy', by: OWNER };
    case 'held':
      return release.poll?.outcome?.is === 'hold'
        ? { type: 'ReopenPoll', by: OWNER }
        : { type: 'Deploy', by: OWNER };
    case 'queued':
      return situation.lane.lock
        ? { type: 'Unlock', by }
        : { type: 'LaneNews', events: [{ type: 'LaneLeft', release: 'other' }] };
    case 'starting':
      return startDeploy(situation, {});
    case 'failed':
      return { type: 'Retry', by };
    case 'deploying':
      return onwards(release, now, by);
    case 'rolling-back': {
      const { at: part = 0, operation } = release.rollback ?? {};
      return operation
        ? { type: 'FinishPart', part, operation: operation.id, note: '' }
        : { type: 'BeginPart', part };
    }
    default:
      return release?.review && !release.review.done
        ? { type: 'FinishReview', by: release.plan.owner, found: 'it was right' }
        : { type: 'Wait', ms: MINUTE };
  }
}

function onwards(release: Release, now: number, by: PersonId): Command {
  const current = currentStep(release);
  if (!current) throw new Error('a release whose steps are all done still deploys');
  const { step, state } = current;
  if (release.watch.lost) return { type: 'RecordReturned' };
  if (release.rollout?.paused) return { type: 'Resume', by };
  switch (state.is) {
    case 'waiting':
      return { type: 'BeginStep', step: step.id };
    case 'running':
      return { type: 'FinishStep', step: step.id, operation: state.operation, note: '' };
    case 'baking':
      if (release.rollout?.asked) return { type: 'Promote', by };
      if (now < state.until) return { type: 'Wait', ms: state.until - now };
      return { type: 'EndBake', step: step.id, evidence: evidence() };
    default:
      return { type: 'Retry', by };
  }
}

/** A command made from the situation it meets. */
export type Move = (situation: Situation) => Command;

const step = fc.constantFrom(
  'check',
  'migrate',
  'install',
  'traffic-5',
  'traffic-25',
  'traffic-100',
  'verify',
);
/** Usually the operation that runs; in any other state one that nobody knows. */
function running({ release }: Situation, id: string): { step: string; operation: string } {
  const current = release ? currentStep(release) : null;
  return current?.state.is === 'running'
    ? { step: current.step.id, operation: current.state.operation }
    : { step: id, operation: `${RELEASE}.${id}.9` };
}

const startDeploy = ({ release }: Situation, changes: Partial<StartFacts>): Command => {
  const digest = release?.digest ?? 'none';
  return {
    type: 'StartDeploy',
    facts: { running: '1.3.0', commit: 'c0ffee1', digest, groups: GROUPS_OF, ...changes },
  };
};

const byAnybody = (make: (by: PersonId) => Move): fc.Arbitrary<Move> => person.map(make);
const ofAnyStep = (make: (id: string) => Move): fc.Arbitrary<Move> => step.map(make);

const sideways: fc.Arbitrary<Move> = fc.oneof(
  byAnybody(by => () => ({ type: 'RevisePlan', by, agreement: anAgreement({ goal: `by ${by}` }) })),
  byAnybody(by => s => ({
    type: 'Reject',
    by,
    groups: GROUPS_OF[by] ?? [],
    digest: digest(s),
    reason: 'no',
  })),
  byAnybody(by => s => ({
    type: 'CastVote',
    by,
    roles: ['qa'],
    vote: 'no-go',
    reason: 'red',
    digest: digest(s),
  })),
  byAnybody(by => s => ({
    type: 'AskOverride',
    by,
    groups: GROUPS_OF[by] ?? [],
    reason: 'customers cannot pay',
    asks: ['cleo', 'evan'],
    grants: by.length % 2 === 0,
    digest: digest(s),
  })),
  fc.tuple(person, fc.boolean()).map(
    ([by, grants]): Move =>
      s => ({
        type: 'DecideOverride',
        by,
        groups: GROUPS_OF[by] ?? [],
        grants,
        reason: 'so',
        digest: digest(s),
      }),
  ),
  byAnybody(by => () => ({
    type: 'FinishReview',
    by,
    groups: GROUPS_OF[by] ?? [],
    found: 'it was right',
  })),
  byAnybody(by => () => ({ type: 'ReopenPoll', by })),
  byAnybody(by => () => ({ type: 'Deploy', by })),
  byAnybody(by => () => ({ type: 'Pause', by, reason: '' })),
  byAnybody(by => () => ({ type: 'Resume', by })),
  byAnybody(by => () => ({ type: 'Promote', by })),
  byAnybody(by => () => ({ type: 'Retry', by })),
  byAnybody(by => () => ({ type: 'Abort', by, reason: '' })),
  byAnybody(by => () => ({
    type: 'RollBack',
    by,
    groups: GROUPS_OF[by] ?? [],
    reason: 'bad',
    way: 'phased',
    to: null,
  })),
  byAnybody(by => () => ({
    type: 'RollBack',
    by,
    groups: GROUPS_OF[by] ?? [],
    reason: 'bad',
    way: 'immediate',
    to: null,
    data: 'restore',
  })),
  byAnybody(by => () => ({
    type: 'RollBack',
    by,
    groups: GROUPS_OF[by] ?? [],
    reason: 'bad',
    way: 'immediate',
    to: null,
    data: 'leave',
  })),
  byAnybody(by => () => ({ type: 'TakeOver', by, reason: 'by hand' })),
  byAnybody(by => () => ({ type: 'Unlock', by })),
  byAnybody(by => () => ({ type: 'Lock', by, reason: 'moving', until: null })),
  ofAnyStep(id => () => ({ type: 'BeginStep', step: id })),
  ofAnyStep(id => s => ({ type: 'BreakStep', ...running(s, id), why: 'exit code 1' })),
  ofAnyStep(id => s => ({ type: 'LoseStep', ...running(s, id), why: 'gone' })),
  ofAnyStep(id => () => ({ type: 'EndBake', step: id, evidence: evidence({ verdict: 'inconclusive' }) })),
  fc.constantFrom('rollback' as const, 'pause' as const, 'notify' as const).map(
    (action): Move =>
      () => ({ type: 'RecordFinding', finding: finding({ action }) }),
  ),
  fc.nat(5).map(
    (part): Move =>
      () => ({ type: 'BeginPart', part }),
  ),
  fc.nat(5).map(
    (part): Move =>
      ({ release }) => {
        const operation = release?.rollback?.operation?.id ?? '';
        return { type: 'BreakPart', part, operation, why: 'no answer' };
      },
  ),
  fc.constantFrom<Move>(
    () => ({ type: 'ClosePoll' }),
    () => ({ type: 'ChaseReview', asks: ['cleo'] }),
    () => ({ type: 'EndWatch' }),
    () => ({ type: 'RecordLost', why: 'no answer' }),
    () => ({ type: 'RecordReturned' }),
    s => alertOf(s, 'firing'),
    s => alertOf(s, 'resolved'),
    () => ({ type: 'ReportTrouble', why: 'no answer' }),
    () => ({ type: 'HoldDeploy', why: { refusal: 'facts-unknown', what: 'the version', why: 'timeout' } }),
    s => startDeploy(s, { commit: 'beef002', digest: 'moved' }),
    s => startDeploy(s, { groups: {} }),
    () => ({ type: 'LaneNews', events: [{ type: 'LaneLeft', release: 'other' }] }),
    () => ({ type: 'LaneNews', events: [{ type: 'LaneJoined', release: 'other', atFront: true }] }),
  ),
  fc.constantFrom(MINUTE, HOUR, 50 * HOUR).map(
    (ms): Move =>
      () => ({ type: 'Wait', ms }),
  ),
);

/** A hundred moves at most; most of them move the release on, some get in the way. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: person.map(
        (by): Move =>
          situation =>
            forward(situation, by),
      ),
    },
    { weight: 1, arbitrary: sideways },
  ),
  // By default fast-check prefers arrays of some ten.
  { minLength: 1, maxLength: 100, size: 'max' },
);
