import { passedNoReturn } from './point-of-no-return.ts';
import { currentStep, type RolloutEvent } from './rollout.ts';
import type { Release } from './state.ts';
import { TMINUS } from './terms.ts';

/** What follows in a rollout by rule: the end, the failure. The rollback is `settleRollback`'s. */
export function settleRollout(release: Release): RolloutEvent[] {
  const { rollout, watch } = release;
  if (release.status !== 'deploying' || !rollout) return [];
  const current = currentStep(release);
  const staysPut = rollout.from === null || passedNoReturn(release) !== null;
  if (current?.state.is === 'failed' && (!rollout.changed || staysPut)) {
    return [{ type: 'ReleaseFailed', step: current.step.id, why: current.state.why }];
  }
  if (watch.lost && !rollout.paused) return [{ type: 'RolloutPaused', by: TMINUS, why: watch.lost.why }];
  const isByRule = rollout.paused?.by === TMINUS && rollout.paused.freeze === undefined;
  if (!watch.lost && !watch.finding && isByRule) return [{ type: 'RolloutResumed', by: TMINUS }];
  const mustPause = watch.finding && (watch.finding.action === 'pause' || staysPut);
  if (mustPause && !rollout.paused && watch.finding?.action !== 'notify') {
    return [{ type: 'RolloutPaused', by: TMINUS, why: watch.finding?.trigger ?? '' }];
  }
  // Completing frees the lane and ends what triggers do by themselves, so a pause holds that too.
  return !current && !rollout.paused ? [{ type: 'ReleaseCompleted' }] : [];
}
