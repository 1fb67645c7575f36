import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import type { GateEvidence, GateName, Unavailable } from '../../src/release/gate-evidence.ts';
import { blockingGates, gatesOf } from '../../src/release/gates.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { unready } from '../../src/release/readiness.ts';
import { lackingAtStart } from '../../src/release/schedule.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import {
  allGo,
  approved,
  deployedBy,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  voted,
  waited,
} from '../support/builders.ts';
import { evidenceOf, gateRules, goodEnough, notGoodEnough, passing, recorded } from '../support/gates.ts';
import { given, type Step, T0 } from '../support/given.ts';

const asking = (...required: GateName[]): Step =>
  planned('minor', 'production', { terms: { gates: gateRules({ required }) } });

describe('a release whose policy requires gates', () => {
  it('asks its sources from the beginning, and no longer once it deploys', () => {
    const { release, situation } = given(asking('tests'));
    expect(due(release, situation)).toContainEqual(
      expect.objectContaining({ task: 'gather-gates/1', keepDue: true }),
    );
    const later = given(
      asking('tests'),
      recorded(...passing(['tests'])),
      approved,
      allGo,
      deployedBy(OWNER),
      started(),
    );
    expect(later.release.status).toBe('deploying');
    expect(due(later.release, later.situation).map(({ task }) => task)).not.toContain('gather-gates/1');
  });

  it('opens its poll when the last of them passes, and not before', () => {
    const waiting = given(asking('tests', 'coverage'), approved, recorded(...passing(['tests'])));
    expect(waiting.release.status).toBe('preparing');
    expect(unready(waiting.release, { now: T0 })).toEqual([{ lacks: 'gates', gates: ['coverage'] }]);
    waiting.when(recorded(evidenceOf(notGoodEnough('coverage')))).leaves('preparing');
    waiting
      .when(recorded(evidenceOf(goodEnough('coverage'))))
      .then({ type: 'EvidenceRecorded' }, { type: 'PollOpened' });
  });

  it('is not held up by a gate that is not required', () => {
    const { release } = given(
      asking('tests'),
      approved,
      recorded(...passing(['tests'])),
      recorded(evidenceOf(notGoodEnough('coverage'))),
    );
    expect(release.status).toBe('polling');
    expect(blockingGates(release, T0)).toEqual([]);
    expect(gatesOf(release, T0).find(({ name }) => name === 'coverage')?.verdict.is).toBe('failed');
  });

  it('ends a Go/No-Go at once when one fails, says so, and asks for the votes anew when it passes', () => {
    const voting: Step = [
      asking('tests'),
      recorded(...passing(['tests'])),
      approved,
      voted('go', 'quin', 'qa'),
      waited(0.1 * HOUR),
    ];
    const failing = recorded(evidenceOf(notGoodEnough('tests'), { at: T0 + 1 }));
    expect(given(voting, failing).release).toMatchObject({ status: 'preparing', poll: null });
    given(voting)
      .when(failing)
      .then({ type: 'EvidenceRecorded' }, { type: 'PreparationStarted', lacks: ['gates'], again: true });
    given(voting, failing)
      .when(recorded(evidenceOf(goodEnough('tests'), { at: T0 + 2 })))
      .then({ type: 'EvidenceRecorded' }, { type: 'PollOpened' });
    // That a source cannot tell for a moment, or that it grew old, takes nobody's vote.
    const unavailable: Unavailable[] = [
      { source: 'ci', by: 'build', gate: 'tests', why: { because: 'running', what: ['build'] } },
    ];
    const again = given(voting, { type: 'RecordEvidence', evidence: [], unavailable }).release;
    expect(blockingGates(again, T0)).toHaveLength(1);
    expect(again.status).toBe('polling');
  });

  it('that fails after the Go/No-Go is said where it waits, and counts as lacking at a planned start', () => {
    const startAt = T0 + 2 * HOUR;
    const ready: Step = [
      planned('minor', 'production', { startAt, terms: { gates: gateRules({ required: ['tests'] }) } }),
      recorded(...passing(['tests'])),
      approved,
      waited(1.6 * HOUR),
      allGo,
      recorded(evidenceOf(notGoodEnough('tests'), { at: T0 + 1 })),
    ];
    const { release, situation } = given(ready);
    expect(release.status).toBe('ready');
    expect(lackingAtStart(release, situation)).toEqual([{ lacks: 'gates', gates: ['tests'] }]);
    const missed = given(ready, waited(0.4 * HOUR)).release;
    expect(missed).toMatchObject({ status: 'ready', schedule: { late: true, missed: [{ lacks: 'gates' }] } });
  });

  it('is held at its start when the evidence has grown old since, and goes out once it is young again', () => {
    const gates = gateRules({ required: ['tests'], validForMs: 2 * HOUR });
    const ready: Step = [
      planned('minor', 'production', { terms: { gates } }),
      recorded(...passing(['tests'])),
      approved,
      allGo,
      waited(3 * HOUR),
      deployedBy(OWNER),
    ];
    given(ready)
      .when(started())
      .then({ type: 'DeployHeld', why: { refusal: 'gates-not-passed', failed: [], unknown: ['tests'] } });
    given(ready, recorded(...passing(['tests'], T0 + 3 * HOUR)))
      .when(started())
      .then({ type: 'DeployStarted' });
  });

  it('asks for its commit when that is not known', () => {
    const { release } = given(
      planned('minor', 'production', { commit: null, terms: { gates: gateRules({ required: ['tests'] }) } }),
    );
    expect(gatesOf(release, T0).find(({ name }) => name === 'tests')?.verdict).toEqual({
      is: 'unknown',
      why: { because: 'no-commit' },
    });
    given(planned('minor', 'production', { commit: null, terms: { gates: gateRules() } }))
      .when({ type: 'RerunGates', by: OWNER })
      .refuses('no-commit');
  });
});

describe('evidence', () => {
  it('of another commit is refused, with everything that came along', () => {
    given(asking('tests'))
      .when(recorded(...passing(['coverage']), evidenceOf(goodEnough('tests'), { commit: 'deadbee' })))
      .refuses('evidence-of-another-commit', { expected: 'c0ffee1', found: 'deadbee' });
  });

  it('that says nothing new is no news; told again when half its time is over it is', () => {
    const story = given(asking('tests'), recorded(...passing(['tests'])));
    story.when(recorded(...passing(['tests']))).then();
    const again = (ms: number) => recorded(...passing(['tests'], T0 + ms));
    given(asking('tests'), recorded(...passing(['tests'])), waited(12 * HOUR))
      .when(again(12 * HOUR))
      .then();
    given(asking('tests'), recorded(...passing(['tests'])), waited(13 * HOUR))
      .when(again(13 * HOUR))
      .then({ type: 'EvidenceRecorded' });
  });

  it('is the same in whatever order a database keeps its parts', () => {
    const failed = { ...notGoodEnough('lint') };
    const again = Object.fromEntries(Object.entries(failed).toReversed()) as typeof failed;
    given(asking('lint'), recorded(evidenceOf(failed)), waited(1))
      .when(recorded(evidenceOf(again, { at: T0 + 1 })))
      .then();
  });

  it('that is older than what is known changes nothing', () => {
    const late = evidenceOf(notGoodEnough('tests'), { at: T0 - HOUR });
    given(asking('tests'), recorded(...passing(['tests'])))
      .when(recorded(late))
      .then();
  });

  it('of a clock that is ahead does not count for longer', () => {
    const { release } = given(asking('tests'), recorded(...passing(['tests'], T0 + 365 * 24 * HOUR)));
    expect(release.gates.evidence[0]?.at).toBe(T0);
  });

  it('is taken back by its source, but not by a source that is only away', () => {
    const says = (why: Unavailable['why']): Step => ({
      type: 'RecordEvidence',
      evidence: [],
      unavailable: [{ gate: 'tests', source: 'ci', by: 'build', why }],
    });
    const before = [asking('tests'), approved, recorded(...passing(['tests']))];
    given(...before)
      .when(says({ because: 'trouble', what: 'it does not answer' }))
      .then();
    const { release } = given(...before, says({ because: 'running', what: ['unit'] }));
    expect(gatesOf(release, T0).find(({ name }) => name === 'tests')?.verdict.is).toBe('unknown');
  });

  it('of a source that was away takes the place of its excuse', () => {
    const away: Step = {
      type: 'RecordEvidence',
      evidence: [],
      unavailable: [
        { gate: 'tests', source: 'ci', by: 'ci', why: { because: 'trouble', what: 'it is away' } },
      ],
    };
    const { release } = given(asking('tests'), away, recorded(...passing(['tests'])));
    expect(release.gates.unavailable).toEqual([]);
  });

  it('is not recorded any more once the deploy has started', () => {
    given(asking(), approved, allGo, deployedBy(OWNER), started())
      .when(recorded(...passing(['tests'])))
      .then();
  });

  it('of the same commit survives a revision of the plan, of another it does not', () => {
    const terms = { gates: gateRules({ required: ['tests'] }) };
    const same = given(
      asking('tests'),
      recorded(...passing(['tests'])),
      revisedBy(REQUESTER, { goal: 'More', terms }),
    );
    expect(blockingGates(same.release, T0)).toEqual([]);
    expect(same.release.gates.round).toBe(2);
    const moved = given(
      asking('tests'),
      recorded(...passing(['tests'])),
      revisedBy(REQUESTER, { commit: 'deadbee', terms }),
    );
    expect(moved.release.gates.evidence).toEqual([]);
  });

  it('tells its owner of a required gate that failed, and nobody of one that passed', () => {
    const toldOf = (evidence: GateEvidence) => {
      const told = given(asking('tests'), recorded(evidence));
      const event: ReleaseEvent = { type: 'EvidenceRecorded', evidence: [evidence], unavailable: [] };
      return noticesOf(event, told.release).map(({ to }) => to);
    };
    expect(toldOf(evidenceOf(notGoodEnough('tests')))).toContainEqual({ person: OWNER });
    expect(toldOf(evidenceOf(goodEnough('tests')))).toEqual([]);
    expect(toldOf(evidenceOf(notGoodEnough('coverage')))).toEqual([]);
  });
});

describe('running the gates again', () => {
  it('begins a new round, in which every source is asked anew', () => {
    const { release, situation } = given(asking('tests'), { type: 'RerunGates', by: OWNER });
    expect(due(release, situation).map(({ task }) => task)).toContain('gather-gates/2');
  });

  const told = (why: Unavailable['why']): Step => ({
    type: 'RecordEvidence',
    evidence: [],
    unavailable: [{ gate: 'tests', source: 'command', by: 'make', why }],
  });
  const running = told({ because: 'running', what: [] });
  const nothing: Step = { type: 'RecordEvidence', evidence: [], unavailable: [] };
  const again: Step = { type: 'RerunGates', by: OWNER };
  const verdictAfter = (...steps: Step[]) =>
    gatesOf(given(asking('tests'), recorded(...passing(['tests'])), ...steps).release, T0).find(
      ({ name }) => name === 'tests',
    )?.verdict.is;

  it('forgets what sources could not tell: they are asked again, or are none any more', () => {
    const troubled = [asking('tests'), told({ because: 'trouble', what: 'it is away' }), again];
    expect(given(...troubled).release.gates.unavailable).toEqual([]);
    expect(verdictAfter(running, again, nothing)).toBe('passed');
  });

  it('is no way past a source that is still measuring, nor is a change of the plan', () => {
    expect(verdictAfter(running, again)).toBe('unknown');
    expect(verdictAfter(running, again, again)).toBe('unknown');
    expect(verdictAfter(running, again, running)).toBe('unknown');
    given(asking('tests'), recorded(...passing(['tests'])), running, approved)
      .when(again)
      .leaves('preparing');
    const terms = { gates: gateRules({ required: ['tests'] }) };
    expect(verdictAfter(running, revisedBy(REQUESTER, { goal: 'Other words', terms }))).toBe('unknown');
    const unfed = { gates: gateRules({ required: ['tests'], fed: [] }) };
    expect(verdictAfter(running, revisedBy(REQUESTER, { goal: 'Other words', terms: unfed }))).toBe('passed');
  });

  it('is refused where there are none, and once the deploy has started', () => {
    given(planned()).when({ type: 'RerunGates', by: OWNER }).refuses('no-gates');
    given(asking(), approved, allGo, deployedBy(OWNER), started())
      .when({ type: 'RerunGates', by: OWNER })
      .refuses('wrong-state');
  });
});

describe('skipping gates', () => {
  const skipped: Step = { type: 'SkipGates', by: 'cleo', groups: ['cto'], reason: 'the scanner is broken' };

  it('lets pass what blocks now, is shown with who and why, and does not turn into a pass', () => {
    const story = given(asking('secrets', 'tests'), recorded(...passing(['tests'])), approved);
    story
      .when(skipped)
      .then({ type: 'GatesSkipped', by: 'cleo', gates: ['secrets'] }, { type: 'PollOpened' });
    const { release } = given(asking('secrets'), skipped);
    expect(gatesOf(release, T0).find(({ name }) => name === 'secrets')).toMatchObject({
      verdict: { is: 'unknown' },
      skipped: { by: 'cleo', reason: 'the scanner is broken' },
    });
  });

  it('needs a reason, and does not outlive a change of the plan', () => {
    given(asking('secrets'))
      .when({ type: 'SkipGates', by: 'cleo', groups: ['cto'], reason: ' ' })
      .refuses('reason-missing');
    const terms = { gates: gateRules({ required: ['secrets'] }) };
    const { release } = given(asking('secrets'), skipped, revisedBy(REQUESTER, { goal: 'More', terms }));
    expect(blockingGates(release, T0).map(({ name }) => name)).toEqual(['secrets']);
  });
});
