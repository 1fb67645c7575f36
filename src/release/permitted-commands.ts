import { type PermittedDeed, refuseDeed, type Who } from './permissions.ts';
import type { PlanCommand } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, ReleaseCommand } from './state.ts';
import type { GroupName, PersonId } from './terms.ts';
import type { Terms } from './terms-of-release.ts';

/** What each command of a person is called in the policy; the others are decided where they belong, or are no person's. */
const DEED_OF: Partial<Record<ReleaseCommand['type'], PermittedDeed>> = {
  RevisePlan: 'edit',
  // Whoever may start may ask.
  AskOverride: 'start',
  CastVote: 'vote',
  Deploy: 'deploy',
  ReopenPoll: 'reopen',
  Pause: 'pause',
  Resume: 'resume',
  Promote: 'promote',
  Retry: 'retry',
  Abort: 'abort',
  RollBack: 'rollback',
  TakeOver: 'take-over',
  SkipGates: 'skip-security',
};

/**
 * Why this person may not do that to this release, by its permissions; null when they may. Groups that could not be
 * read stop everything but going back: that is done, and what could not be checked is recorded.
 */
export function refuseCommand(command: ReleaseCommand, release: Release): Refusal | null {
  const deed = DEED_OF[command.type];
  if (!deed || !('by' in command)) return null;
  if (isUnchecked(command)) return null;
  const groups = ('groups' in command ? command.groups : null) ?? [];
  // An override is asked for with the groups that may grant one.
  if (command.type === 'AskOverride' && mayOverride(command.groups, release)) return null;
  const { plan, requesters, terms } = release;
  const concerned = { owner: plan.owner, requesters };
  return refuseDeed(deed, whoMay(deed, terms), { by: command.by, groups }, concerned);
}

/** Gates are only skipped by those the policy names. */
const whoMay = (deed: PermittedDeed, { permissions }: Terms): Who[] | undefined =>
  permissions?.[deed] ?? (deed === 'skip-security' ? [] : undefined);

const mayOverride = (groups: readonly string[], { terms }: Release): boolean =>
  groups.some(group => terms.override?.by.includes(group));

/** Whether the groups of whoever goes back could not be read. */
export const isUnchecked = (command: ReleaseCommand): boolean =>
  (command.type === 'RollBack' || command.type === 'Abort') && command.groups === null;

/** Why whoever plans it may not skip its gates in the same breath, or null. */
export function refuseSkip(by: PersonId, groups: readonly GroupName[], terms: Terms): Refusal | null {
  if ((terms.gates?.required.length ?? 0) === 0) return refuse('nothing-to-skip', {});
  return refuseDeed('skip-security', whoMay('skip-security', terms), { by, groups });
}

/** Why this person may not plan it there; who asks for it is its requester, and may own it. */
export function refuseStarter({
  by,
  groups = [],
  agreement,
}: Extract<PlanCommand, { type: 'PlanRelease' }>): Refusal | null {
  const { plan, terms } = agreement;
  const concerned = { owner: plan.owner, requesters: [by] };
  return refuseDeed('start', terms.permissions?.start, { by, groups }, concerned);
}
