import type { ActionsTarget, Target } from './target.ts';

/** What a target can do, as it says itself. */
export interface Capabilities {
  /** Runs two versions side by side and divides traffic between them. */
  shift: boolean;
  /** Smallest step of a traffic share, in percent; 100 when it can only switch. */
  granularityPercent: number;
  /** Carries out actions of the organisation's own by name. */
  run: boolean;
  /** The only shares below 100 % that it can make, where it is not free in them. */
  shares?: readonly number[];
}

/** What the policy says a target can do. */
export function capabilitiesOf(target: Target): Capabilities {
  const run = actionsOf(target).length > 0;
  if (target.kind === 'kubernetes') {
    const { by } = target.traffic ?? {};
    return { shift: by !== undefined, granularityPercent: !by || by === 'service' ? 100 : 1, run: false };
  }
  if (target.kind === 'argo-rollouts') {
    return { shift: true, granularityPercent: 1, run, shares: target.shares };
  }
  if (target.kind === 'haproxy') return { shift: true, granularityPercent: 1, run };
  const shift = canShift(target);
  return { shift, granularityPercent: shift ? target.granularityPercent : 100, run };
}

function canShift(target: Exclude<Target, { kind: 'haproxy' | 'kubernetes' | 'argo-rollouts' }>): boolean {
  if (target.kind === 'http') return target.shift;
  return (target.kind === 'shell' ? target.commands : target.workflows).shift !== undefined;
}

/** The actions of the organisation's own that a target carries out, by name. */
export function actionsOf(target: Target | ActionsTarget): string[] {
  if (target.kind === 'argo-rollouts') return [];
  // Of two Deployments it can stop the one that was kept to go back to.
  if (target.kind === 'kubernetes') return target.deployments ? ['retire'] : [];
  return target.kind === 'http' ? target.actions : Object.keys(target.actions);
}
