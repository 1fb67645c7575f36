import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalsSuffice, isExpired } from '../../src/release/approvals.ts';
import { due } from '../../src/release/due.ts';
import { emptyLane } from '../../src/release/lane.ts';
import { emptyOrganisation } from '../../src/release/organisation.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import { currentStep } from '../../src/release/rollout.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import type { PersonId } from '../../src/release/terms.ts';
import type { StartFacts } from '../../src/release/turn.ts';
import {
  anAgreement,
  evidence,
  finding,
  GROUPS_OF,
  HOUR,
  MINUTE,
  OWNER,
  REQUESTER,
} from '../support/builders.ts';
import { type Command, carryOut, RELEASE, type Situation, T0 } from '../support/given.ts';

const person = fc.constantFrom(...Object.keys(GROUPS_OF));
const digest = (situation: Situation) => situation.release?.digest ?? 'none';

/** What moves the release on from where it is; without it random commands would never get past the approvals. */
function forward(situation: Situation, by: PersonId): Command {
  const { release, now } = situation;
  const groups = GROUPS_OF[by] ?? [];
  const revise: Command = { type: 'RevisePlan', by: REQUESTER, agreement: anAgreement() };
  switch (release?.status) {
    case undefined:
      return { type: 'PlanRelease', by: REQUESTER, agreement: anAgreement() };
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
      const part = release.rollback?.at ?? 0;
      return release.rollback?.operation
        ? { type: 'FinishPart', part, note: '' }
        : { type: 'BeginPart', part };
    }
    default:
      return { type: 'Wait', ms: MINUTE };
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

type Move = (situation: Situation) => Command;

const step = fc.constantFrom('check', 'install', 'traffic-5', 'traffic-25', 'traffic-100', 'verify');
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
  byAnybody(by => () => ({ type: 'ReopenPoll', by })),
  byAnybody(by => () => ({ type: 'Deploy', by })),
  byAnybody(by => () => ({ type: 'Pause', by, reason: '' })),
  byAnybody(by => () => ({ type: 'Resume', by })),
  byAnybody(by => () => ({ type: 'Promote', by })),
  byAnybody(by => () => ({ type: 'Retry', by })),
  byAnybody(by => () => ({ type: 'Abort', by, reason: '' })),
  byAnybody(by => () => ({ type: 'RollBack', by, reason: 'bad', way: 'phased', to: null })),
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
      () => ({ type: 'BreakPart', part, why: 'no answer' }),
  ),
  fc.constantFrom<Move>(
    () => ({ type: 'ClosePoll' }),
    () => ({ type: 'EndWatch' }),
    () => ({ type: 'RecordLost', why: 'no answer' }),
    () => ({ type: 'RecordReturned' }),
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

const moves: fc.Arbitrary<Move[]> = fc.array(
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

interface Moment {
  before: Situation;
  after: Situation;
  events: ReleaseEvent[];
}

/** Carries the moves out; what is refused changes nothing. */
function walk(all: readonly Move[]): Moment[] {
  let situation: Situation = {
    release: null,
    lane: emptyLane('checkout', 'production'),
    organisation: emptyOrganisation,
    now: T0,
  };
  return all.map(move => {
    const before = situation;
    const { happened, after } = carryOut(before, move(before));
    situation = after;
    return { before, after, events: isRefusal(happened) ? [] : happened.release };
  });
}

const always = (rule: (moments: Moment[]) => void) =>
  fc.assert(
    fc.property(moves, all => rule(walk(all))),
    { numRuns: 150 },
  );

const types = (moments: readonly Moment[]) => moments.flatMap(({ events }) => events.map(({ type }) => type));

describe('whatever is asked, and in whatever order', () => {
  it('every state can be folded, and says what is due', () => {
    always(moments => {
      for (const { after } of moments) {
        const keys = after.release ? due(after.release, after).map(({ task }) => task) : [];
        expect(new Set(keys).size).toBe(keys.length);
      }
    });
  });

  it('the stories get far enough to mean something', () => {
    const reached = new Set(fc.sample(moves, { numRuns: 150, seed: 7 }).flatMap(all => types(walk(all))));
    for (const type of [
      'DeployStarted',
      'PhaseCompleted',
      'ReleaseCompleted',
      'RolledBack',
      'StepFailed',
    ] as const)
      expect(reached).toContain(type);
  });

  it('the requester and the owner never count', () => {
    always(moments => {
      for (const { after } of moments) {
        const { approvals, requesters, plan } = after.release ?? {};
        const counted = approvals?.given.map(({ by }) => by) ?? [];
        expect(counted.filter(by => by === plan?.owner || requesters?.includes(by))).toEqual([]);
      }
    });
  });

  it('nothing is deployed without the people the policy names', () => {
    always(moments => {
      for (const { before, events } of moments) {
        if (!events.some(({ type }) => type === 'DeployStarted') || !before.release) continue;
        const { given } = before.release.approvals;
        const rule = before.release.terms.approvals;
        expect(new Set(given.map(({ by }) => by)).size).toBeGreaterThanOrEqual(rule?.required ?? 0);
        for (const group of rule?.mandatory ?? [])
          expect(given.some(({ by }) => GROUPS_OF[by]?.includes(group))).toBe(true);
        expect(approvalsSuffice(rule, given)).toBe(true);
        expect(before.release.poll?.outcome).toEqual({ is: 'go' });
      }
    });
  });

  it('at most one operation runs', () => {
    always(moments => {
      for (const { release } of moments.map(({ after }) => after)) {
        const running = release?.rollout?.steps.filter(({ is }) => is === 'running') ?? [];
        expect(running.length).toBeLessThanOrEqual(1);
      }
    });
  });

  it('no operation id is used twice', () => {
    always(moments => {
      const ids = moments.flatMap(({ events }) =>
        events.flatMap(event => ('operation' in event ? [event.operation] : [])),
      );
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('no step begins after a rollback has begun', () => {
    always(moments => {
      const happened = types(moments);
      const began = happened.indexOf('RollbackStarted');
      if (began >= 0) expect(happened.slice(began)).not.toContain('StepStarted');
    });
  });

  it('a release goes out at most while it holds the lane', () => {
    always(moments => {
      for (const { after } of moments) {
        const status = after.release?.status;
        const isOut = status === 'deploying' || status === 'rolling-back' || status === 'starting';
        if (isOut) expect(after.lane.holder).toBe(RELEASE);
      }
    });
  });

  it('a rollback that ended leaves the lane locked and free', () => {
    always(moments => {
      for (const { after, events } of moments) {
        if (!events.some(({ type }) => type === 'RolledBack')) continue;
        expect(after.lane.lock).not.toBeNull();
        expect(after.lane.holder).toBeNull();
      }
    });
  });
});
