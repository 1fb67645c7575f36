import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import type { Freeze } from '../../src/release/organisation.ts';
import {
  allGo,
  approved,
  bakeEnded,
  deployedBy,
  deploying,
  done,
  found,
  HOUR,
  MINUTE,
  OWNER,
  planned,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const letting = {
  type: 'SetFreeze' as const,
  id: 'party',
  reason: 'Nobody is here',
  from: T0 + 5 * MINUTE,
  until: T0 + HOUR,
  services: [],
  environments: [],
  by: 'opal',
};
const freeze = (changes: Partial<Freeze> = {}): Step => ({ ...letting, during: 'pause', ...changes });
const baking: Step = [deploying, done('check', 'install', 'traffic-5')];
const frozen: Step = [baking, freeze(), waited(5 * MINUTE)];
const resumed: Step = { type: 'Resume', by: OWNER };

describe('a freeze that pauses what is under way', () => {
  it('does so when it begins, and lets it go on when it ends', () => {
    given(baking, freeze())
      .when(waited(5 * MINUTE))
      .then({ type: 'RolloutPaused', by: 'tminus', why: 'Nobody is here', freeze: { id: 'party' } });
    given(frozen)
      .when(waited(55 * MINUTE))
      .then({ type: 'RolloutResumed', by: 'tminus' });
  });

  it('is looked for at its beginning and at its end', () => {
    const settles = (...steps: Step[]) => {
      const { release, situation } = given(...steps);
      return due(release, situation)
        .filter(({ task }) => task === 'settle')
        .map(({ dueAt }) => dueAt);
    };
    expect(settles(baking, freeze())).toEqual([T0 + 5 * MINUTE]);
    expect(settles(frozen)).toEqual([T0 + HOUR]);
    expect(settles(baking, letting)).toEqual([]);
  });

  it('stops the clock of a bake, which goes on with its rest', () => {
    const { release } = given(frozen, waited(55 * MINUTE));
    expect(release.rollout?.steps[2]).toMatchObject({ is: 'baking', until: T0 + HOUR + 5 * MINUTE });
    given(frozen, waited(55 * MINUTE), waited(5 * MINUTE))
      .when(bakeEnded())
      .then({ type: 'PhaseCompleted' });
  });

  it('never stands in the way of going back', () => {
    given(frozen).when(rolledBackBy(OWNER)).leaves('rolling-back');
    given(frozen).when(found()).leaves('rolling-back');
  });

  it('is overruled by whoever resumes, for this time of it', () => {
    given(frozen, resumed).when(waited(MINUTE)).then();
    const weekly: Freeze['recurring'] = {
      every: 'week',
      zone: 'UTC',
      from: { weekday: 1, minute: 9 * 60 + 5 },
      until: { weekday: 1, minute: 10 * 60 },
    };
    const again: Step = [baking, freeze({ recurring: weekly }), waited(5 * MINUTE), resumed];
    given(again).when(waited(HOUR)).then();
    given(again)
      .when(waited(7 * 24 * HOUR))
      .then({ type: 'RolloutPaused', by: 'tminus' });
  });

  it('leaves a pause by hand to whoever resumes it', () => {
    const byHand: Step = [frozen, { type: 'Pause', by: OWNER, reason: 'lunch' }];
    given(byHand)
      .when(waited(2 * HOUR))
      .then();
    given(byHand, resumed).when(waited(MINUTE)).then();
  });

  it('ends with it when it is lifted', () => {
    given(frozen)
      .when({ type: 'LiftFreeze', id: 'party', by: 'opal' })
      .then({ type: 'RolloutResumed', by: 'tminus' });
  });

  it('leaves other services, and whoever was let pass, alone', () => {
    given(baking, freeze({ services: ['search'] }))
      .when(waited(5 * MINUTE))
      .then();
    const excepted: Step = [
      planned(),
      approved,
      allGo,
      freeze({ from: T0, exceptionsBy: ['cto'] }),
      { type: 'MakeException', by: 'cleo', groups: ['cto'], reason: 'a promise' },
      deployedBy(OWNER),
      started(),
    ];
    given(excepted).when(waited(MINUTE)).leaves('deploying');
    expect(given(excepted, waited(MINUTE)).release.rollout?.paused).toBeNull();
  });
});

describe('a freeze that lets what is under way finish', () => {
  it('is the rule where nothing else is said', () => {
    given(baking, letting)
      .when(waited(5 * MINUTE))
      .then();
  });
});

describe('a freeze by hand', () => {
  const set = (changes: Partial<Freeze> = {}) => given().when(freeze(changes));
  it('needs a reason, and an end after its beginning that is still ahead', () => {
    set({ reason: ' ' }).refuses('reason-missing', { deed: 'freeze' });
    set({ until: T0 + MINUTE }).refuses('freeze-empty');
    set({ from: T0 - HOUR, until: T0 }).refuses('freeze-empty');
  });

  it('is lifted by name, and those of the policy are not', () => {
    const lift = (id: string): Step => ({ type: 'LiftFreeze', id, by: 'opal' });
    given(freeze())
      .when(lift('partei'))
      .refuses('no-such-freeze', { known: ['party'] });
    given(freeze({ by: 'tminus' }))
      .when(lift('party'))
      .refuses('freeze-of-policy');
    const { situation } = given(freeze(), lift('party'));
    expect(situation.organisation.freezes).toEqual([]);
  });
});
