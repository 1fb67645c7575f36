import { asOpenItem, openItems } from './checklist.ts';
import type { GateName } from './gate-evidence.ts';
import { blockingGates } from './gates.ts';
import { isOverridden } from './override.ts';
import type { Release, World } from './state.ts';
import type { Instant, RoleName } from './terms.ts';

/** What a release still waits for between its approvals and its Go/No-Go, or its deploy where there is no poll. */
export type Unready =
  /** Gates that block and have not passed, by name. */
  | { lacks: 'gates'; gates: GateName[] }
  /** Required items of the checklist nobody has ticked and no evidence speaks for. */
  | { lacks: 'checklist'; items: OpenItem[] }
  /** It is planned for later, and its Go/No-Go opens only shortly before. */
  | { lacks: 'time'; opensAt: Instant };

export interface OpenItem {
  id: string;
  text: string;
  /** Whoever speaks for this role, or owns the release, can tick it. */
  role: RoleName;
}

export type Lacking = Unready['lacks'];

export type ReadinessEvent =
  /**
   * Approvals suffice but something else is lacking; what exactly is asked of the state, not of the event. `again`: it
   * was past that, and the votes there were no longer count.
   */
  { type: 'PreparationStarted'; lacks: Lacking[]; again?: true };

/** All that is still lacking, most laborious first; empty: the poll may open. Each kind is named at most once. */
export function unready(release: Release, { now }: Pick<World, 'now'>): Unready[] {
  const items = openItems(release, 'before', now).map(asOpenItem);
  const blocked = lackingGates(release, now);
  // An override sets everything aside but the gates.
  if (isOverridden(release)) return blocked;
  return [
    ...blocked,
    ...(items.length > 0 ? [{ lacks: 'checklist', items } as const] : []),
    ...lackingTime(release, now),
  ];
}

/** Gates keep a release from starting wherever it waits. */
export function lackingGates(release: Release, now: Instant): Extract<Unready, { lacks: 'gates' }>[] {
  const gates = blockingGates(release, now).map(({ name }) => name);
  return gates.length > 0 ? [{ lacks: 'gates', gates }] : [];
}

/** The Go/No-Go of a planned start opens so long before it (R-POLL-4). */
const OPENS_BEFORE_MS = 30 * 60_000;

function lackingTime({ plan: { startAt } }: Release, now: Instant): Unready[] {
  const opensAt = startAt === undefined ? now : startAt - OPENS_BEFORE_MS;
  return now < opensAt ? [{ lacks: 'time', opensAt }] : [];
}

/** When time alone will have mended something, or null. */
export function readyAgainAt(release: Release, world: Pick<World, 'now'>): Instant | null {
  const times = unready(release, world).flatMap(it => (it.lacks === 'time' ? [it.opensAt] : []));
  return times.length > 0 ? Math.max(...times) : null;
}

/** The wait for what is lacking. */
export const preparation = (lacking: readonly Unready[], again = false): ReadinessEvent => ({
  type: 'PreparationStarted',
  lacks: lacking.map(({ lacks }) => lacks),
  ...(again && { again }),
});
