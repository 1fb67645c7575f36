import { isOverridden, openRequest } from '../release/override.ts';
import { type PermittedDeed, refuseDeed } from '../release/permissions.ts';
import { mayOverride, whoMay } from '../release/permitted-commands.ts';
import { openReview } from '../release/review.ts';
import type { Release, Status } from '../release/state.ts';
import type { Deed } from './offers.ts';
import type { Reader } from './scene.ts';

const BEFORE: readonly Status[] = ['approving', 'rejected', 'preparing', 'polling', 'held', 'queued'];
const AFTER: readonly Status[] = ['completed', 'rolled-back', 'taken-over', 'aborted'];

/** The same with what an emergency adds: the request that waits for an answer first, asking for an override late. */
export function withEmergency(deeds: readonly Deed[], release: Release, isClosed: boolean): Deed[] {
  const { status, terms } = release;
  const others = deeds.filter(deed => deed !== 'show');
  const rest: Deed[] = deeds.includes('show') ? ['show'] : [];
  if (AFTER.includes(status))
    return [...others, ...(openReview(release) ? (['review'] as const) : []), ...rest];
  if (openRequest(release)) return ['grant', 'refuse', ...others, ...rest];
  const waits = terms.approvals !== null || terms.poll !== null || isClosed;
  const canAsk = terms.override && waits && BEFORE.includes(status) && !isOverridden(release);
  return [...others, ...(canAsk ? (['override'] as const) : []), ...rest];
}

/** What a button is called where the policy speaks of it. */
const PERMITTED: Partial<Record<Deed, PermittedDeed>> = {
  go: 'vote',
  'no-go': 'vote',
  'rollback-now': 'rollback',
  override: 'start',
  deploy: 'deploy',
  edit: 'edit',
  reopen: 'reopen',
  pause: 'pause',
  resume: 'resume',
  promote: 'promote',
  retry: 'retry',
  abort: 'abort',
  'take-over': 'take-over',
  unlock: 'unlock',
  review: 'review',
  reschedule: 'reschedule',
  'incident-ack': 'incident',
  'incident-update': 'incident',
  'incident-resolve': 'incident',
};

/** Whether the policy lets this person; what it is silent about it lets everybody. */
export function isPermitted(deed: Deed, { person: by, groups }: Reader, release: Release): boolean {
  const { terms, plan, requesters } = release;
  if (deed === 'grant' || deed === 'refuse') return mayOverride(groups, release);
  const named = PERMITTED[deed];
  if (!named) return true;
  const concerned = { owner: plan.owner, requesters };
  return refuseDeed(named, whoMay(named, terms), { by, groups }, concerned) === null;
}
