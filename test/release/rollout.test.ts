import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { currentStep } from '../../src/release/rollout.ts';
import {
  bakeEnded,
  begun,
  broken,
  canaryUpTo,
  completed,
  deploying,
  done,
  finding,
  finished,
  found,
  HOUR,
  lost,
  MINUTE,
  OWNER,
  planned,
  started,
  waited,
} from '../support/builders.ts';
import { given, RELEASE, type Step, T0 } from '../support/given.ts';

const installed: Step = [deploying, done('check', 'install')];
const baking: Step = [installed, done('traffic-5')];
const paused = (by = OWNER): Step => ({ type: 'Pause', by, reason: 'looking at a graph' });
const resumed: Step = { type: 'Resume', by: OWNER };
const promoted: Step = { type: 'Promote', by: OWNER };
const bakeEndsIn = ({ situation, release }: ReturnType<typeof given>) => {
  const state = currentStep(release)?.state;
  return state?.is === 'baking' ? state.until - situation.now : null;
};

describe('steps', () => {
  it('are walked in the order of the runbook', () => {
    given(deploying).when(begun('install')).then();
    given(deploying).when(begun('check')).then({ type: 'StepStarted', step: 'check', attempt: 1 });
  });
  it('fix their operation id before the target is called', () => {
    given(deploying)
      .when(begun('check'))
      .then({ type: 'StepStarted', operation: `${RELEASE}.check.1` });
  });
  it('that run are not begun a second time', () => {
    given(deploying, begun('check')).when(begun('check')).then();
  });
  it('ignore the result of an operation that is not theirs', () => {
    given(deploying, begun('check'))
      .when({ type: 'FinishStep', step: 'check', operation: `${RELEASE}.check.7`, note: '' })
      .then();
  });
  it('are tried again as often as the policy says, each attempt with an id of its own', () => {
    const again = given(deploying, done('check'), begun('install'));
    again.when(broken()).then({ type: 'StepFailed', step: 'install', attempt: 1, final: false });
    given(deploying, done('check'), begun('install'), broken())
      .when(begun('install'))
      .then({ type: 'StepStarted', attempt: 2, operation: `${RELEASE}.install.2` });
  });
  it('whose outcome nobody knows wait for people', () => {
    const step = given(deploying, done('check'), begun('install')).when(lost);
    step.then({ type: 'StepUnclear', step: 'install' });
    expect(step.after.release?.rollout?.asked?.why).toBe('the host is gone');
    given(deploying, done('check'), begun('install'), lost)
      .when({ type: 'Retry', by: OWNER })
      .then({ type: 'RetryRequested', step: 'install' });
  });
});

describe('a step that fails after its retries', () => {
  const failing = (step: string): Step => [begun(step), broken(), begun(step), broken()];

  it('rolls back by itself when the target was changed', () => {
    given(deploying, done('check'), begun('install'), broken(), begun('install'))
      .when(broken('exit code 3'))
      .then(
        { type: 'StepFailed', final: true },
        { type: 'RollbackStarted', by: 'tminus', why: 'exit code 3' },
      );
  });
  it('stops the release when nothing was changed, and a person may retry, edit or abort', () => {
    const failed: Step = [deploying, failing('check'), failing('check')];
    expect(given(failed).release.status).toBe('failed');
    given(failed).when({ type: 'Retry', by: OWNER }).leaves('deploying');
    given(failed).when({ type: 'Abort', by: OWNER, reason: '' }).leaves('aborted');
  });
  it('is tried again as a release starts, while nothing was changed: in no freeze, under no lock, on no old approvals', () => {
    const failed: Step = [deploying, failing('check'), failing('check')];
    const again: Step = { type: 'Retry', by: OWNER };
    const freeze: Step = {
      type: 'SetFreeze',
      id: 'f1',
      reason: 'year end',
      from: T0,
      until: T0 + 48 * HOUR,
      services: [],
      environments: [],
      exceptionsBy: ['cto'],
      by: 'opal',
    };
    given(failed, freeze).when(again).refuses('frozen');
    given(failed, freeze, { type: 'MakeException', by: 'cleo', groups: ['cto'], reason: 'a promise' })
      .when(again)
      .leaves('deploying');
    const locked: Step = {
      type: 'LaneNews',
      events: [{ type: 'LaneLocked', by: 'opal', reason: 'x', until: null, release: null }],
    };
    given(failed, locked).when(again).refuses('locked');
    given(failed, waited(24 * HOUR))
      .when(again)
      .leaves('deploying');
    given(failed, waited(25 * HOUR))
      .when(again)
      .refuses('retry-too-late');
    const changed: Step = [
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      { type: 'Deploy', by: OWNER },
      started({ running: null }),
      done('check'),
      failing('install'),
    ];
    given(changed, freeze, waited(25 * HOUR))
      .when(again)
      .leaves('deploying');
  });
  it('leaves the release before it as the one to roll back, once it was aborted', () => {
    const { situation } = given(
      {
        type: 'LaneNews',
        events: [{ type: 'VersionGoingOut', release: 'before', version: '1.3.0', from: '1.2.0' }],
      },
      deploying,
      failing('check'),
      failing('check'),
      { type: 'Abort', by: OWNER, reason: '' },
    );
    expect(situation.lane.current).toEqual({ release: 'before', version: '1.3.0' });
    expect(situation.lane.holder).toBeNull();
  });
  it('stops the release on a first deploy: there is nothing to go back to', () => {
    const first: Step = [
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      { type: 'Deploy', by: OWNER },
      started({ running: null }),
      done('check'),
      begun('install'),
      broken(),
      begun('install'),
    ];
    given(first).when(broken()).then({ type: 'StepFailed', final: true }, { type: 'ReleaseFailed' });
  });
  it('cannot be retried when nothing failed', () => {
    given(deploying).when({ type: 'Retry', by: OWNER }).refuses('wrong-state', { deed: 'retry' });
  });
});

describe('a phase', () => {
  it('bakes after its shift as long as the strategy says', () => {
    given(installed, begun('traffic-5'))
      .when(finished)
      .then({ type: 'StepSucceeded' }, { type: 'BakeStarted', percent: 5, until: T0 + 10 * MINUTE });
  });
  it('does not pass before its time', () => {
    given(baking, waited(10 * MINUTE - 1))
      .when(bakeEnded())
      .then();
  });
  it('passes with good evidence, which is kept', () => {
    given(baking, waited(10 * MINUTE))
      .when(bakeEnded({ requests: 812 }))
      .then({
        type: 'PhaseCompleted',
        step: 'traffic-5',
        promotedBy: null,
        evidence: { requests: 812 },
      });
  });
  it('without a bake is done with its shift', () => {
    given(installed, canaryUpTo(50), begun('traffic-100')).when(finished).then({ type: 'StepSucceeded' });
  });
  it.each(['inconclusive', 'unmeasured'] as const)(
    'that is %s is extended once, then people decide',
    verdict => {
      given(baking, waited(10 * MINUTE))
        .when(bakeEnded({ verdict }))
        .then({ type: 'BakeExtended' });
      const extended: Step = [baking, waited(10 * MINUTE), bakeEnded({ verdict }), waited(10 * MINUTE)];
      given(extended).when(bakeEnded({ verdict })).then({ type: 'DecisionAsked', why: verdict });
      given(extended, bakeEnded({ verdict })).when(begun('traffic-25')).then();
      given(extended, bakeEnded({ verdict }))
        .when(promoted)
        .then({ type: 'PhaseCompleted', promotedBy: OWNER });
    },
  );
  it('that fails is never passed: people decide', () => {
    given(baking, waited(10 * MINUTE))
      .when(bakeEnded({ verdict: 'fail' }))
      .then({ type: 'DecisionAsked' });
  });
});

describe('pause, resume and promote', () => {
  it('a pause stops the bake and the next step', () => {
    given(baking, paused(), waited(60 * MINUTE))
      .when(bakeEnded())
      .then();
    given(installed, paused()).when(begun('traffic-5')).then();
  });
  it('resuming continues the rest of the bake', () => {
    const story = given(baking, waited(4 * MINUTE), paused(), waited(60 * MINUTE), resumed);
    expect(bakeEndsIn(story)).toBe(6 * MINUTE);
  });
  it('a shift that ends while paused has all of its bake before it', () => {
    const story = given(installed, begun('traffic-5'), paused(), finished, waited(60 * MINUTE), resumed);
    expect(bakeEndsIn(story)).toBe(10 * MINUTE);
  });
  it('a second pause is no news', () => {
    given(baking, paused()).when(paused('tess')).then();
  });
  it('a person may resume what a person paused', () => {
    given(baking, paused()).when(resumed).then({ type: 'RolloutResumed', by: OWNER });
    given(baking)
      .when(resumed)
      .refuses('wrong-state', { instead: ['pause'] });
  });
  it('promote ends the bake now', () => {
    given(baking).when(promoted).then({ type: 'PhaseCompleted', step: 'traffic-5', promotedBy: OWNER });
    given(baking, promoted).when(begun('traffic-25')).then({ type: 'StepStarted', step: 'traffic-25' });
  });
  it('promote needs a bake', () => {
    given(installed).when(promoted).refuses('not-baking');
  });
  it('promote is refused while the verdict is fail', () => {
    given(baking, found({ action: 'pause' }))
      .when(promoted)
      .refuses('verdict-is-fail', { finding: finding().trigger });
  });
  it('promote is possible once a person has overruled the finding', () => {
    given(baking, found({ action: 'pause' }), resumed)
      .when(promoted)
      .then({ type: 'PhaseCompleted' });
  });
  it.each(['Pause', 'Resume', 'Promote'] as const)('%s is refused when nothing deploys', type => {
    given(planned()).when({ type, by: OWNER, reason: '' }).refuses('wrong-state');
  });
});

describe('a pause in the last step', () => {
  const verifying: Step = [installed, canaryUpTo(100), begun('verify')];
  it('holds the end until somebody resumes', () => {
    given(verifying, paused()).when(finished).then({ type: 'StepSucceeded' });
    given(verifying, paused(), finished)
      .when(resumed)
      .then({ type: 'RolloutResumed' }, { type: 'ReleaseCompleted' });
  });
  it('by lost metrics holds it until they are back or somebody goes on without them', () => {
    const lostMetrics: Step = { type: 'RecordLost', why: 'no answer' };
    given(verifying, lostMetrics).when(finished).then({ type: 'StepSucceeded' });
    given(verifying, lostMetrics, finished)
      .when({ type: 'RecordReturned' })
      .then({ type: 'MetricsReturned' }, { type: 'RolloutResumed' }, { type: 'ReleaseCompleted' });
    given(verifying, lostMetrics, finished)
      .when(resumed)
      .then({ type: 'RolloutResumed' }, { type: 'ReleaseCompleted' });
  });
});

describe('abort', () => {
  const aborted: Step = { type: 'Abort', by: OWNER, reason: 'not today' };
  it('before any change to the target cancels', () => {
    given(planned()).when(aborted).then({ type: 'ReleaseAborted', reason: 'not today' });
    given(deploying, begun('check')).when(aborted).then({ type: 'ReleaseAborted' });
  });
  it('after the first change rolls back', () => {
    given(deploying, done('check'), begun('install'))
      .when(aborted)
      .then({ type: 'RollbackStarted', by: OWNER, why: 'not today', interrupted: `${RELEASE}.install.1` });
  });
  describe('of a first deploy', () => {
    const first: Step = [
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      { type: 'Deploy', by: OWNER },
      started({ running: null }),
      done('check'),
    ];
    it('lets the version be tried again', () => {
      const failing: Step = [begun('install'), broken()];
      const { lane } = given(first, failing, failing, aborted).situation;
      expect(lane).toMatchObject({ holder: null, current: null, lock: null });
    });
    it('in the middle of a step locks the lane until somebody has looked, and stops the step', () => {
      const { release, situation } = given(first, begun('install'), aborted);
      expect(release.status).toBe('aborted');
      expect(situation.lane).toMatchObject({ holder: null, current: null, lock: { by: OWNER, until: null } });
      expect(due(release, situation).map(({ task }) => task)).toEqual([
        'stop-step/install',
        'ask-for-retrospective',
      ]);
    });
    it('leaves the lane open where nothing was changed yet', () => {
      expect(given(first, aborted).situation.lane).toMatchObject({ holder: null, lock: null });
    });
  });
  it('is refused when it is over, and says what to do instead', () => {
    given(completed)
      .when(aborted)
      .refuses('wrong-state', { instead: ['rollback now'] });
    given(planned(), aborted)
      .when(aborted)
      .refuses('wrong-state', { instead: ['status'] });
  });
});

describe('the end', () => {
  it('comes with the last step, frees the lane and makes the version known-good', () => {
    const { release, situation } = given(completed);
    expect(release.status).toBe('completed');
    expect(situation.lane).toMatchObject({
      holder: null,
      queue: [],
      good: ['1.4.0', '1.3.0'],
      released: ['1.4.0'],
      current: { release: RELEASE, version: '1.4.0' },
    });
  });
});
