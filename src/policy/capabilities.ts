import type { Target } from './target.ts';

/** What a target can do, as it says itself. */
export interface Capabilities {
  /** Runs two versions side by side and divides traffic between them. */
  shift: boolean;
  /** Smallest step of a traffic share, in percent; 100 when it can only switch. */
  granularityPercent: number;
}

/** What the policy says a target can do. */
export function capabilitiesOf(target: Target): Capabilities {
  const shift = target.kind === 'http' ? target.shift : target.commands.shift !== undefined;
  return { shift, granularityPercent: shift ? target.granularityPercent : 100 };
}
