import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { marksOf } from '../../src/release/marks.ts';
import { isOverridden } from '../../src/release/override.ts';
import type { PlanCommand } from '../../src/release/plan.ts';
import type { PersonId } from '../../src/release/terms.ts';
import {
  allGo,
  anAgreement,
  approved,
  approvedBy,
  begun,
  broken,
  deployedBy,
  GROUPS_OF,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rejectedBy,
  revisedBy,
  started,
  voted,
  waited,
} from '../support/builders.ts';
import { type Command, given, type Situation, type Step, T0 } from '../support/given.ts';

type PlanRelease = Extract<PlanCommand, { type: 'PlanRelease' }>;

const digestOf = ({ release }: Situation) => release?.digest ?? '';

/** By `/release override`, or with `grants: false` as `--emergency` does. */
const asked =
  (by: PersonId, { grants = true, reason = 'customers cannot pay' } = {}): Step =>
  situation => ({
    type: 'AskOverride',
    by,
    groups: GROUPS_OF[by] ?? [],
    reason,
    asks: ['cleo', 'evan'],
    grants,
    digest: digestOf(situation),
  });

const decided =
  (by: PersonId, grants: boolean, groups = GROUPS_OF[by] ?? [], reason?: string): Step =>
  situation => ({
    type: 'DecideOverride',
    by,
    groups,
    grants,
    reason: reason ?? (grants ? 'orders are lost' : 'it can wait'),
    digest: digestOf(situation),
  });

const granted = (by: PersonId = 'cleo'): Step => [asked(REQUESTER), decided(by, true)];
const frozen: Step = {
  type: 'SetFreeze',
  id: 'f1',
  reason: 'year end',
  from: T0,
  until: T0 + 100 * HOUR,
  services: [],
  environments: [],
  by: 'opal',
};

describe('an emergency override', () => {
  it('is asked for by anybody, and changes nothing until CTO or CEO decide', () => {
    const { after, events } = given(planned()).when(asked('dora'));
    expect(events()).toEqual([
      { type: 'OverrideAsked', by: 'dora', reason: 'customers cannot pay', asks: ['cleo', 'evan'] },
    ]);
    expect(after.release?.status).toBe('approving');
    expect(after.release && isOverridden(after.release)).toBe(false);
  });

  it.each(['cleo', 'evan', 'hank'])(
    'granted by %s makes the release ready, without approvals and poll',
    by => {
      given(planned(), asked('dora'))
        .when(decided(by, true))
        .then({ type: 'OverrideGranted', by, reason: 'orders are lost' }, { type: 'ReleaseReady' });
    },
  );

  it.each(['dora', 'tess', 'sam', 'nora', REQUESTER])('is not granted by %s', by => {
    given(planned(), asked('dora'))
      .when(decided(by, true))
      .refuses('not-an-overrider', { groups: ['cto', 'ceo'] });
    given(planned(), asked('dora')).when(decided(by, false)).refuses('not-an-overrider');
  });

  it('counts with the groups of the moment, not with those of yesterday', () => {
    given(planned(), asked('dora'))
      .when(decided('cleo', true, []))
      .refuses('not-an-overrider');
  });

  it('a CTO who asks for it themselves has granted it, even as the requester or the owner', () => {
    given(planned())
      .when(asked(OWNER))
      .then({ type: 'OverrideGranted', by: OWNER, groups: ['cto'] }, { type: 'ReleaseReady' });
  });

  it('a CTO who says `--emergency` alone has only asked', () => {
    given(planned())
      .when(asked('cleo', { grants: false }))
      .then({ type: 'OverrideAsked', by: 'cleo' });
  });

  it('can be begun with the plan itself', () => {
    const wish = { groups: [], reason: 'customers cannot pay', asks: ['cleo'], grants: true };
    const plan = planned('hotfix') as Extract<Command, { type: 'PlanRelease' }>;
    given()
      .when({ ...plan, emergency: wish })
      .then({ type: 'ReleasePlanned' }, { type: 'OverrideAsked', by: REQUESTER });
    given()
      .when({ ...plan, emergency: { ...wish, groups: ['ceo'] } })
      .then({ type: 'ReleasePlanned' }, { type: 'OverrideGranted' }, { type: 'ReleaseReady' });
    given()
      .when({ ...plan, emergency: { ...wish, reason: ' ' } })
      .refuses('reason-missing');
  });

  it('needs a reason, from whoever asks and from whoever decides', () => {
    given(planned())
      .when(asked('dora', { reason: '  ' }))
      .refuses('reason-missing', { deed: 'override' });
    given(planned(), asked('dora'))
      .when(decided('cleo', true, ['cto'], ' '))
      .refuses('reason-missing', { deed: 'grant' });
  });

  it('is asked for once', () => {
    given(planned(), asked('dora')).when(asked('tess')).refuses('override-asked', { by: 'dora' });
    given(planned(), granted()).when(asked('tess')).refuses('already-overridden', { by: 'cleo' });
    given(planned()).when(decided('cleo', true)).refuses('no-override-asked');
  });

  it('refused leaves the release on its ordinary way, and can be asked for again', () => {
    const refused: Step[] = [planned(), asked('dora'), decided('evan', false)];
    given(...refused, approvedBy('tess'), approvedBy('sam'))
      .when(approvedBy('cleo'))
      .leaves('polling');
    given(...refused)
      .when(asked('dora'))
      .then({ type: 'OverrideAsked' });
  });

  it('is refused where the policy names nobody', () => {
    const nobody: Step = ({ release }) => {
      if (!release) return { type: 'Wait', ms: 0 };
      // The terms themselves belong to everybody who plans so.
      const { override: _, ...terms } = release.terms;
      release.terms = terms;
      return { type: 'Wait', ms: 0 };
    };
    given(planned(), nobody).when(asked('dora')).refuses('no-override');
  });
});

describe('what an override sets aside', () => {
  it('the Go/No-Go, open or held', () => {
    given(planned(), approved, asked('dora'))
      .when(decided('cleo', true))
      .then({ type: 'OverrideGranted' }, { type: 'ReleaseReady' });
    given(planned(), approved, voted('no-go', 'quin', 'qa'), asked('dora'))
      .when(decided('cleo', true))
      .leaves('ready');
  });

  it('a rejection', () => {
    given(planned(), rejectedBy('sam'), asked('dora')).when(decided('cleo', true)).leaves('ready');
  });

  it('a freeze', () => {
    const queued: Step = [planned(), approved, allGo, frozen, deployedBy(OWNER)];
    given(queued, asked('dora')).when(decided('cleo', true)).leaves('starting');
    given(planned(), granted(), frozen).when(deployedBy(OWNER)).leaves('starting');
  });

  it('a freeze at the planned start, also while the override is only asked for', () => {
    const then = { startAt: T0 + 20 * HOUR };
    const emergency = { groups: [], reason: 'customers cannot pay', asks: ['cleo'], grants: false };
    const urgently = (step: Step): Step => ({ ...(step as PlanRelease), emergency });
    const plain = planned('minor', 'production', then);
    const urgent = urgently(plain);
    given(frozen).when(plain).refuses('closed-then');
    given(frozen)
      .when(urgently(planned('minor', 'production', { startAt: T0 })))
      .refuses('start-past');
    given(frozen).when(urgent).then({ type: 'ReleasePlanned' }, { type: 'OverrideAsked' });
    const goesOut: Step = [frozen, urgent, decided('cleo', true), waited(20 * HOUR)];
    given(goesOut).when({ type: 'LookAhead' }).leaves('starting');
    const { schedule } = given(frozen, urgent, decided('cleo', false), waited(20 * HOUR)).release;
    expect(schedule.missed).toContainEqual(expect.objectContaining({ lacks: 'opening' }));
    const later: Step = [frozen, urgent, decided('cleo', true)];
    const startAt = T0 + 30 * HOUR;
    given(later).when({ type: 'Reschedule', by: OWNER, startAt }).then({ type: 'StartMoved' });
    const agreement = anAgreement({ startAt });
    given(later).when({ type: 'RevisePlan', by: OWNER, agreement }).then({ type: 'StartMoved' });
    given(frozen, planned(), { type: 'RevisePlan', by: OWNER, agreement: anAgreement() })
      .when({ type: 'RevisePlan', by: OWNER, agreement })
      .refuses('closed-then');
  });

  it('not a lock, and not the queue', () => {
    const locked: Step = { type: 'Lock', by: 'opal', reason: 'moving', until: null };
    given(planned(), granted(), locked)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'lock' });
    const taken: Step = { type: 'LaneNews', events: [{ type: 'LaneTaken', release: 'other' }] };
    given(planned(), granted(), taken)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'lane' });
  });

  it('not what is looked at before the start', () => {
    const ready: Step = [planned(), granted(), deployedBy(OWNER)];
    given(ready)
      .when(started({ running: '1.5.0' }))
      .then({ type: 'DeployHeld', why: { refusal: 'older-than-running' } });
    given(ready)
      .when(started({ groups: {} }))
      .leaves('deploying');
  });
});

describe('an override is for exactly what was looked at', () => {
  it('revising the plan ends it', () => {
    const { after } = given(planned(), granted()).when(revisedBy(REQUESTER, { goal: 'more' }));
    expect(after.release?.status).toBe('approving');
    expect(after.release && marksOf(after.release)).toEqual([]);
  });

  it('a revision that changes nothing leaves it as it is', () => {
    given(planned(), granted()).when(revisedBy(REQUESTER)).then();
  });

  it('a moved tag ends it', () => {
    const moved = started({ commit: 'beef002', digest: 'moved' });
    given(planned(), granted(), deployedBy(OWNER))
      .when(moved)
      .then({ type: 'DeployHeld' }, { type: 'ApprovalsVoided' });
  });

  it('it holds for a day, then it has to be asked for again', () => {
    const late: Step = [planned(), granted(), waited(25 * HOUR), deployedBy(OWNER)];
    given(late)
      .when(started())
      .then({ type: 'DeployHeld', why: { refusal: 'override-old' } });
    given(late, started()).when(asked('cleo')).leaves('held');
    given(late, started(), asked('cleo'), deployedBy(OWNER)).when(started()).leaves('deploying');
  });

  it('a request for an older plan is not granted', () => {
    const digest = given(planned()).release.digest;
    given(planned(), asked('dora'), revisedBy(REQUESTER, { goal: 'more' }))
      .when({ type: 'DecideOverride', by: 'cleo', groups: ['cto'], grants: true, reason: 'go', digest })
      .refuses('superseded');
  });
});

const out: Step = [planned(), granted(), deployedBy(OWNER), started()];
const chased: Step = { type: 'ChaseReview', asks: ['cleo', 'evan'] };

describe('the review of an override', () => {
  it('is owed from the start of the deploy on, for a day', () => {
    const { release, situation } = given(out);
    expect(release.review).toMatchObject({ usedAt: T0, dueAt: T0 + 24 * HOUR, done: null });
    expect(due(release, situation)).toContainEqual(
      expect.objectContaining({ task: 'chase-review', dueAt: T0 + 12 * HOUR }),
    );
  });

  it('is owed for nothing that was never deployed', () => {
    const { release, situation } = given(planned(), granted(), { type: 'Abort', by: OWNER, reason: '' });
    expect(release.review).toBeUndefined();
    expect(due(release, situation)).toEqual([]);
  });

  it('is asked for at half time, when it is due, and each day after that', () => {
    const half: Step = [out, waited(12 * HOUR)];
    given(out).when(chased).then();
    given(half).when(chased).then({ type: 'ReviewChased', isOverdue: false, asks: [] });
    given(half, chased).when(chased).then();
    const overdue: Step = [half, chased, waited(12 * HOUR)];
    given(overdue)
      .when(chased)
      .then({ type: 'ReviewChased', isOverdue: true, asks: ['cleo', 'evan'] });
    const { release, situation } = given(overdue, chased, waited(HOUR));
    expect(due(release, situation)).toContainEqual(
      expect.objectContaining({ task: 'chase-review', dueAt: T0 + 48 * HOUR }),
    );
    given(overdue, chased, waited(24 * HOUR))
      .when(chased)
      .then({ type: 'ReviewChased', isOverdue: true });
  });

  it('what was slept through is asked for once', () => {
    const late: Step = [out, waited(100 * HOUR)];
    given(late).when(chased).then({ type: 'ReviewChased', isOverdue: true });
    given(late, chased).when(chased).then();
  });

  it('is closed by what was found, and then nobody is asked any more', () => {
    given(out)
      .when({ type: 'FinishReview', by: OWNER, found: ' ' })
      .refuses('reason-missing', { deed: 'review' });
    const closed: Step = [out, { type: 'FinishReview', by: OWNER, found: 'The alarm came an hour late.' }];
    const { release, situation } = given(closed, waited(100 * HOUR));
    expect(due(release, situation).map(({ task }) => task)).not.toContain('chase-review');
    given(closed).when({ type: 'FinishReview', by: OWNER, found: 'again' }).refuses('no-review-due');
    given(closed, waited(100 * HOUR))
      .when(chased)
      .then();
  });

  it('is owed although the release was rolled back, revised or aborted', () => {
    const failed: Step = [out, ...[1, 2, 3, 4].map((): Step => [begun('check'), broken()])];
    const { after } = given(failed).when(revisedBy(REQUESTER, { goal: 'more' }));
    expect(after.release?.status).toBe('approving');
    expect(after.release?.review).toMatchObject({ usedAt: T0, done: null });
    const { release } = given(failed, { type: 'Abort', by: OWNER, reason: '' });
    expect(release.review).toMatchObject({ done: null });
  });
});

describe('the marks of a release', () => {
  it('say who overrode, who asked and why, from then on', () => {
    const mark = { kind: 'emergency', by: 'cleo', askedBy: REQUESTER, reason: 'orders are lost' };
    expect(marksOf(given(planned()).release)).toEqual([]);
    expect(marksOf(given(planned(), asked(REQUESTER)).release)).toEqual([]);
    expect(marksOf(given(planned(), granted()).release)).toEqual([mark]);
    const back: Step = [out, begun('check')];
    expect(marksOf(given(back, { type: 'Abort', by: OWNER, reason: '' }).release)).toEqual([mark]);
  });

  it('stay after the use although the plan was revised since', () => {
    const failed: Step = [out, ...[1, 2, 3, 4].map((): Step => [begun('check'), broken()])];
    expect(marksOf(given(failed, revisedBy(REQUESTER, { goal: 'more' })).release)).toHaveLength(1);
  });
});
