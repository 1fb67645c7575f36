import { describe, expect, it } from 'vitest';
import { recoveryTimes } from '../../src/release/recovery-times.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import type { Finding } from '../../src/release/watching.ts';

const finding: Finding = {
  trigger: 'error rate above 3%',
  action: 'rollback',
  seen: 5,
  limit: 3,
  baseline: 0,
  canaryRequests: 100,
  windowMs: 10_000,
};
const bake: ReleaseEvent = { type: 'BakeStarted', step: 'traffic-5', percent: 5, until: 99_000 };
const fired: ReleaseEvent = { type: 'TriggerFired', finding };
const started: ReleaseEvent = {
  type: 'RollbackStarted',
  by: TMINUS,
  why: finding.trigger,
  way: 'immediate',
  bad: '1.4.1',
  to: '1.3.0',
  fence: 2,
  parts: [{ kind: 'shift', percent: 0 }, { kind: 'cancel' }, { kind: 'restore' }, { kind: 'verify' }],
  interrupted: null,
};
const part = (index: number, skipped = false): ReleaseEvent => ({
  type: 'RollbackPartDone',
  part: index,
  note: '',
  ...(skipped ? { skipped: true as const } : {}),
});
const done: ReleaseEvent = { type: 'RolledBack', to: '1.3.0', tookMs: 900 };
const at = (...entries: [number, ReleaseEvent][]) =>
  recoveryTimes(entries.map(([at, event]) => ({ at, event })));

describe('the times of a rollback', () => {
  it('are those of its events', () => {
    expect(
      at(
        [1_000, bake],
        [20_000, fired],
        [20_100, started],
        [20_200, part(0)],
        [20_400, part(2)],
        [20_900, part(3)],
        [21_000, done],
      ),
    ).toEqual({
      badSince: 10_000,
      foundAt: 20_000,
      decidedAt: 20_100,
      trafficAwayAt: 20_200,
      restoredAt: 20_400,
      verifiedAt: 20_900,
      overAt: 21_000,
      takenOver: null,
    });
  });

  it('begin with the onset the comparison found, and never before the share of traffic', () => {
    const proof = {
      rule: 'more-errors' as const,
      since: 14_000,
      counted: { canary: { requests: 9, bad: 5 }, baseline: { requests: 9, bad: 0 } },
      odds: null,
      dispersion: 1,
    };
    const compared: ReleaseEvent = { type: 'TriggerFired', finding: { ...finding, proof } };
    expect(at([1_000, bake], [20_000, compared], [20_100, started])?.badSince).toBe(14_000);
    expect(at([16_000, bake], [20_000, fired], [20_100, started])?.badSince).toBe(16_000);
  });

  it('count from the first finding that stood, and not from one that was overruled', () => {
    const resumed: ReleaseEvent = { type: 'RolloutResumed', by: 'U1' };
    expect(at([1, fired], [2, resumed], [30_000, fired], [31_000, fired], [32_000, started])?.foundAt).toBe(
      30_000,
    );
    expect(at([1, fired], [2, resumed], [3, started])?.foundAt).toBeNull();
  });

  it('count a final failure of a step as found', () => {
    const failed: ReleaseEvent = {
      type: 'StepFailed',
      step: 'install',
      attempt: 2,
      why: 'no disk',
      final: true,
    };
    expect(at([5_000, failed], [5_010, started])).toMatchObject({ badSince: null, foundAt: 5_000 });
  });

  it('leave open what did not happen, or was skipped', () => {
    expect(at([1, started], [2, part(0, true)])).toMatchObject({ trafficAwayAt: null, verifiedAt: null });
    expect(at([1, started], [2, { type: 'RollbackTakenOver', by: 'U1', reason: 'by hand' }])).toMatchObject({
      takenOver: { at: 2, by: 'U1', reason: 'by hand' },
    });
    expect(at([1, bake])).toBeNull();
  });
});
