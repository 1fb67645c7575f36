import type { Cluster } from '../kubernetes/cluster.ts';
import type { Carrier } from '../kubernetes/journaled-target.ts';
import { forbidLate, isDoneBy } from '../kubernetes/notes.ts';
import type { Stand } from '../kubernetes/rollout-status.ts';
import type { Operation } from '../port.ts';
import { OperationRefused, type Running, TargetUnavailable } from '../port.ts';
import { abort, pause, promote, promoteFull, resume, retry, send } from './plugin-patches.ts';
import {
  isAtPause,
  isFullyPromoted,
  phaseOf,
  type Rollout,
  sharesOf,
  stepIndexOf,
  troubleOf,
  waitingPlace,
  weightAt,
} from './rollout.ts';
import { FIRST, goesBack, PAUSED_BY, type RolloutWorkload, type Versions } from './rollout-workload.ts';

const running = (note: string): Stand => ({ is: 'running', note });

/**
 * A Rollout whose own steps are the phases: tminus ends its pauses one by one, promotes it at 100 % and aborts it at
 * 0 %. Everything is decided by what the Rollout says it is at.
 */
export function canaryOf(cluster: Cluster, workload: RolloutWorkload, shares: readonly number[]): Carrier {
  const { ref } = workload;
  const act = async (
    rollout: Rollout,
    operation: Operation,
    changes: Parameters<typeof send>[3] | null,
    note: string,
    signal: AbortSignal,
  ): Promise<Stand> => {
    forbidLate(rollout, operation);
    if (changes) await send(cluster, ref, rollout, changes, signal);
    return running(note);
  };
  const withPods = async (
    trouble: Extract<Stand, { is: 'failed' }>,
    rollout: Rollout,
    signal: AbortSignal,
  ) => {
    const seen = await workload.podTrouble(rollout, signal);
    return seen ? { is: 'failed' as const, why: `${trouble.why}: ${seen}` } : trouble;
  };

  async function install(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<Stand> {
    if (!isDoneBy(rollout, operation)) {
      await workload.setVersion(rollout, operation, signal);
      return running(`the image of ${operation.version} is set`);
    }
    const { current } = await workload.versions(rollout, signal);
    if (current !== operation.version)
      return running('the change waits to be seen by the Rollouts controller');
    const trouble = troubleOf(rollout);
    if (trouble) return withPods(trouble, rollout, signal);
    if (isFullyPromoted(rollout)) return settled(rollout);
    if (rollout.status.abort)
      return act(rollout, operation, retry(), 'the aborted rollout is tried again', signal);
    // With nobody else to serve there is no canary: the first version takes everything.
    if (rollout.metadata.annotations?.[FIRST] === operation.id) return complete(rollout, operation, signal);
    const place = waitingPlace(rollout);
    return place !== null && isAtPause(rollout, place)
      ? { is: 'succeeded', note: `${operation.version} waits without traffic` }
      : running(phaseOf(rollout).message || 'the canary is being started');
  }

  function complete(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<Stand> | Stand {
    if (rollout.status.promoteFull) return running(phaseOf(rollout).message || 'it is being promoted');
    return act(rollout, operation, promoteFull(rollout), 'it is fully promoted', signal);
  }

  function settled(rollout: Rollout): Stand {
    const { phase, message } = phaseOf(rollout);
    return phase === 'Healthy' ? { is: 'succeeded', note: 'Healthy' } : running(message || phase);
  }

  async function shift(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<Stand> {
    const { version, against, percent } = operation;
    const versions = await workload.versions(rollout, signal);
    const refusal = refusalOf(rollout, versions, operation);
    if (refusal) return { is: 'failed', why: refusal };
    if (isFullyPromoted(rollout)) {
      if (percent === 100) return settled(rollout);
      // On a first deploy there is nobody else who could serve the rest.
      return { is: 'succeeded', note: `${version} serves everything, as ${against ?? 'nothing'} did before` };
    }
    if (percent === 0) {
      if (!rollout.status.abort) return act(rollout, operation, abort(), 'it is aborted', signal);
      const left = await workload.canaryShare(rollout, signal);
      return left === 0 ? { is: 'succeeded', note: 'aborted' } : running(`${left} % are still there`);
    }
    const trouble = troubleOf(rollout);
    if (trouble) return withPods(trouble, rollout, signal);
    if (rollout.status.abort) return { is: 'failed', why: `Rollout ${rollout.metadata.name} was aborted` };
    if (percent === 100) return complete(rollout, operation, signal);
    const place = sharesOf(rollout).get(percent) ?? -1;
    if (isAtPause(rollout, place)) return { is: 'succeeded', note: `paused at ${percent} %` };
    const at = stepIndexOf(rollout);
    if (!isAtPause(rollout, at)) return running(phaseOf(rollout).message || `on the way to ${percent} %`);
    return act(rollout, operation, promote(rollout), `the pause at step ${at + 1} is ended`, signal);
  }

  /** The traffic first, then the old image, or a retry would bring the bad version back. */
  async function restore(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<Stand> {
    const { current, stable } = await workload.versions(rollout, signal);
    const { version } = operation;
    if (!isDoneBy(rollout, operation)) {
      if (!isFullyPromoted(rollout) && stable === version && !rollout.status.abort) {
        return act(rollout, operation, abort(), 'it is aborted', signal);
      }
      await workload.setVersion(rollout, operation, signal);
      return running(`the image of ${version} is put back`);
    }
    if (current !== version) return running('the change waits to be seen by the Rollouts controller');
    const trouble = troubleOf(rollout);
    if (trouble) return withPods(trouble, rollout, signal);
    if (isFullyPromoted(rollout)) return settled(rollout);
    if (rollout.status.abort)
      return act(rollout, operation, retry(), 'the aborted rollout is tried again', signal);
    return complete(rollout, operation, signal);
  }

  return {
    can: { shift: true, granularityPercent: 1, run: false },

    async prepare(operation, signal) {
      const { id, kind, version, percent } = operation;
      const refuse = (why: string) => new OperationRefused('rejected', `${ref.what} refuses ${id}: ${why}`);
      if (kind === 'run') throw refuse('an argo-rollouts target has no actions');
      const rollout = await workload.find(signal);
      await workload.forbidUnfit(rollout, operation, signal);
      const verb =
        kind === 'install'
          ? 'installing'
          : kind === 'restore'
            ? 'restoring'
            : `sending ${percent} % of the traffic to`;
      if (kind === 'install') forbidOtherSteps(rollout, shares, refuse);
      if (kind === 'shift') {
        const why = refusalOf(rollout, await workload.versions(rollout, signal), operation);
        if (why) throw refuse(why);
      }
      return [`${verb} ${version} in ${ref.what}, which is ${phaseOf(rollout).phase}`];
    },

    async advance(operation, _, signal) {
      const rollout = await workload.find(signal);
      // A stop of ours is over with whatever is to be done next, and that of somebody else with going back.
      if (rollout.spec.paused && (rollout.metadata.annotations?.[PAUSED_BY] || goesBack(operation))) {
        forbidLate(rollout, operation);
        await workload.note(rollout, { [PAUSED_BY]: null }, resume(), signal);
        return running('the pause is lifted');
      }
      if (operation.kind === 'install') return install(rollout, operation, signal);
      return operation.kind === 'shift'
        ? shift(rollout, operation, signal)
        : restore(rollout, operation, signal);
    },

    async stop(operation, signal) {
      const rollout = await workload.find(signal);
      if (rollout.spec.paused) return;
      forbidLate(rollout, operation);
      await workload.note(rollout, { [PAUSED_BY]: operation.id }, pause(), signal);
    },

    async read(signal): Promise<Running> {
      const rollout = await workload.find(signal);
      if (rollout.spec.replicas === 0) return { version: null, shares: {} };
      const { current, stable } = await workload.versions(rollout, signal);
      if (stable === null) {
        throw new TargetUnavailable(`${ref.what} runs a version that its image does not tell`);
      }
      const canary = isFullyPromoted(rollout) ? 0 : await workload.canaryShare(rollout, signal);
      const shares: Record<string, number> = { [stable]: 100 - canary };
      if (!isFullyPromoted(rollout) && current !== null) shares[current] = (shares[current] ?? 0) + canary;
      const [version = null] = Object.keys(shares).toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
      return { version, shares };
    },
  };
}

/** What the Rollout's own steps must be like. @throws what `refuse` makes of it */
function forbidOtherSteps(
  rollout: Rollout,
  shares: readonly number[],
  refuse: (why: string) => OperationRefused,
): void {
  if (!rollout.spec.strategy.canary) throw refuse('its strategy is not `canary`');
  if (waitingPlace(rollout) === null) {
    throw refuse(
      'its steps must begin without weight and with `pause: {}`, such as `setCanaryScale: {replicas: 1}` and `pause: {}`, so that a version can wait without traffic',
    );
  }
  const known = sharesOf(rollout);
  const missing = shares.filter(share => !known.has(share));
  if (missing.length > 0) {
    throw refuse(
      `the policy counts on a \`setWeight\` with \`pause: {}\` right after it at ${missing.join(', ')} %; it has them at ${[...known.keys()].join(', ') || 'none'}`,
    );
  }
}

/** Why this share cannot be made now; null when it can. */
function refusalOf(
  rollout: Rollout,
  { current }: Versions,
  { version, against, percent }: Operation,
): string | null {
  if (current !== version) return `${version} is not what it is rolling out, but ${current ?? 'nothing'}`;
  if (isFullyPromoted(rollout)) {
    return percent === 100 || against === null
      ? null
      : `${version} is fully promoted; only restoring ${against} takes its traffic away`;
  }
  if (percent === 0 || percent === 100) return null;
  const place = sharesOf(rollout).get(percent);
  if (place === undefined) return `it has no \`setWeight: ${percent}\` with \`pause: {}\` right after it`;
  return stepIndexOf(rollout) > place
    ? `it is at ${weightAt(rollout, stepIndexOf(rollout))} % and cannot go back to ${percent} %`
    : null;
}
