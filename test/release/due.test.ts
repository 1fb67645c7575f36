import { describe, expect, it } from 'vitest';
import { type DueTask, due, retryAfterMs } from '../../src/release/due.ts';
import {
  allGo,
  approved,
  bakeEnded,
  begun,
  broken,
  completed,
  deployedBy,
  deploying,
  done,
  HOUR,
  MINUTE,
  OWNER,
  planned,
  rolledBackBy,
  waited,
} from '../support/builders.ts';
import { brokenPart, partDone, rolledBack } from '../support/builders-rollback.ts';
import { given, type Step, T0 } from '../support/given.ts';

const tasks = (...steps: Step[]): DueTask[] => {
  const { release, situation } = given(...steps);
  return due(release, situation);
};
const names = (...steps: Step[]) => tasks(...steps).map(({ task }) => task);
const baking: Step = [deploying, done('check', 'install', 'traffic-5')];

describe('what is due', () => {
  it('while people approve is to ask them, remind them, warn the owner and say when the time is over', () => {
    expect(tasks(planned())).toMatchObject([
      { task: 'ask-approvers', dueAt: T0 },
      { task: 'remind-approvers', dueAt: T0 + 24 * HOUR },
      { task: 'warn-owner', dueAt: T0 + 43.2 * HOUR },
      { task: 'expire-approvals', dueAt: T0 + 48 * HOUR + 1 },
    ]);
  });
  it('in a poll is its end', () => {
    expect(tasks(planned(), approved)).toMatchObject([{ task: 'close-poll', dueAt: T0 + 30 * MINUTE }]);
  });
  it('when its turn has come is the start', () => {
    expect(names(planned(), approved, allGo, deployedBy(OWNER))).toEqual(['start-deploy']);
  });
  it('behind a freeze is a look at its end', () => {
    const freeze: Step = {
      type: 'SetFreeze',
      id: 'f',
      reason: 'r',
      from: T0,
      until: T0 + HOUR,
      services: [],
      environments: [],
      by: 'opal',
    };
    expect(tasks(planned(), approved, allGo, freeze, deployedBy(OWNER))).toMatchObject([
      { task: 'settle', dueAt: T0 + HOUR },
    ]);
  });
  it('in a rollout is the current step, and nothing of a later one', () => {
    expect(names(deploying)).toEqual(['run-step/check']);
    expect(names(deploying, begun('check'))).toEqual(['run-step/check']);
  });
  it('after a failed attempt is the next one, a little later', () => {
    expect(tasks(deploying, done('check'), begun('install'), broken())).toMatchObject([
      { task: 'run-step/install', dueAt: T0 + 2_000 },
    ]);
  });
  it('in a bake is its end, and watching', () => {
    expect(tasks(baking)).toMatchObject([
      { task: 'end-bake/traffic-5', dueAt: T0 + 10 * MINUTE },
      { task: 'watch', keepDue: true },
    ]);
  });
  it('while paused is only watching', () => {
    expect(names(baking, { type: 'Pause', by: OWNER, reason: '' })).toEqual(['watch']);
  });
  it('while paused in the middle of a shift is to follow it to its end', () => {
    const paused: Step = { type: 'Pause', by: OWNER, reason: '' };
    expect(names(deploying, done('check', 'install'), begun('traffic-5'), paused)).toEqual([
      'run-step/traffic-5',
      'watch',
    ]);
  });
  it('while people are asked is only watching', () => {
    expect(names(baking, waited(10 * MINUTE), bakeEnded({ verdict: 'fail' }))).toEqual(['watch']);
  });
  it('after completion is watching and its end', () => {
    expect(names(completed)).toEqual(['watch', 'end-watch']);
  });
  it('after the watch is nothing', () => {
    expect(names(completed, waited(24 * HOUR), { type: 'EndWatch' })).toEqual([]);
  });
});

describe('a rollback', () => {
  it('is the only urgent work, and has nothing of the rollout beside it', () => {
    expect(tasks(baking, rolledBackBy(OWNER))).toMatchObject([
      { task: 'roll-back/0', urgent: true, dueAt: T0 },
      { task: 'watch', urgent: false },
    ]);
  });
  it('names the part, so that a worker of an earlier part loses its task', () => {
    const names = tasks(baking, rolledBackBy(OWNER), partDone).map(({ task }) => task);
    expect(names).toContain('roll-back/1');
    expect(names).not.toContain('roll-back/0');
  });
  describe('that goes wrong', () => {
    const begin: Step = ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 });
    const round: Step = [partDone, partDone, partDone, begin, brokenPart()];
    const dueIn = (...steps: Step[]) => {
      const { release, situation } = given(baking, rolledBackBy(OWNER), ...steps);
      return (due(release, situation)[0]?.dueAt ?? 0) - situation.now;
    };
    it('asserts everything again at once, and then less and less often', () => {
      expect(dueIn(round)).toBe(0);
      expect(dueIn(round, round)).toBe(2_000);
      expect(dueIn(round, round, round)).toBe(4_000);
    });
    it('is not put off by other news', () => {
      const failing: Step = [begin, brokenPart(), begin, brokenPart()];
      const lostMetrics: Step = { type: 'RecordLost', why: 'no answer' };
      expect(dueIn(failing)).toBe(4_000);
      expect(dueIn(failing, waited(3_000), lostMetrics)).toBe(1_000);
    });
  });
  it('leaves nothing to do when it is over but to look back', () => {
    expect(names(baking, rolledBackBy(OWNER), rolledBack)).toEqual(['ask-for-retrospective']);
  });
});

describe('a failed attempt', () => {
  it.each([
    [0, 0],
    [1, 2_000],
    [2, 4_000],
    [5, 32_000],
    [6, 60_000],
    [60, 60_000],
  ])('after attempt %i is repeated after %i ms', (attempt, ms) => {
    expect(retryAfterMs(attempt)).toBe(ms);
  });
});
