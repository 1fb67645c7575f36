import { type PermittedDeed, refuseDeed, type Who } from './permissions.ts';
import type { Plan, PlanCommand } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, ReleaseCommand } from './state.ts';
import type { GroupName, PersonId } from './terms.ts';
import type { Terms } from './terms-of-release.ts';

/** What each command of a person is called in the policy; the others are decided where they belong, or are no person's. */
const DEED_OF: Partial<Record<ReleaseCommand['type'], PermittedDeed>> = {
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
  Reschedule: 'reschedule',
  ChangeOwner: 'owner',
  // Whoever sees that something is wrong may say so: reporting one is nobody's to reserve.
  AcknowledgeIncident: 'incident',
  NameCommander: 'incident',
  UpdateIncident: 'incident',
  ResolveIncident: 'incident',
  FinishReview: 'review',
};

/** What nobody waits with until Slack can tell who belongs where. */
const UNSTOPPED: readonly ReleaseCommand['type'][] = ['RollBack', 'Abort', 'AcknowledgeIncident'];

/**
 * Why this person may not do that to this release, by its permissions; null when they may. Groups that could not be
 * read stop everything but going back and taking an incident: that is done, and what could not be checked is recorded.
 */
export function refuseCommand(command: ReleaseCommand, release: Release): Refusal | null {
  const by = personOf(command);
  if (by === null || isUnchecked(command)) return null;
  const groups = ('groups' in command ? command.groups : null) ?? [];
  // An override is asked for with the groups that may grant one.
  if (command.type === 'AskOverride' && mayOverride(command.groups, release)) return null;
  const { plan, requesters, terms } = release;
  const concerned = { owner: plan.owner, requesters };
  for (const deed of deedsOf(command, release)) {
    const refusal = refuseDeed(deed, whoMay(deed, terms), { by, groups }, concerned);
    if (refusal) return refusal;
  }
  return null;
}

function personOf(command: ReleaseCommand): PersonId | null {
  if ('by' in command) return command.by;
  return 'responder' in command && command.responder.via === 'slack' ? command.responder.person : null;
}

function deedsOf(command: ReleaseCommand, release: Release): PermittedDeed[] {
  if (command.type === 'RevisePlan') return deedsOfRevision(command.agreement.plan, release);
  const deed = DEED_OF[command.type];
  return deed ? [deed] : [];
}

/** A revision is no way round what the policy says of the start or the owner. */
export function deedsOfRevision(
  { startAt, owner }: Pick<Plan, 'startAt' | 'owner'>,
  { plan, terms: { permissions } }: Release,
): PermittedDeed[] {
  return [
    'edit',
    ...(startAt !== plan.startAt && permissions?.reschedule ? (['reschedule'] as const) : []),
    ...(owner !== plan.owner && permissions?.owner ? (['owner'] as const) : []),
  ];
}

/** Left to nobody where the policy names none: skipping gates, and handing out what makes them pass. */
const ONLY_BY_NAME: readonly PermittedDeed[] = ['skip-security', 'token'];

/** Who may do it by the terms; undefined: anyone, or whom the decision itself asks for. */
export function whoMay(
  deed: PermittedDeed,
  { permissions, override }: Pick<Terms, 'permissions' | 'override'>,
): Who[] | undefined {
  const said = permissions?.[deed];
  if (said) return said;
  if (ONLY_BY_NAME.includes(deed)) return [];
  // A review is owed by those who were reminded of it.
  return deed === 'review' ? ['owner', ...(override?.by ?? [])] : undefined;
}

/** Whether these groups may set aside what a release waits for. */
export const mayOverride = (groups: readonly string[], { terms }: Release): boolean =>
  groups.some(group => terms.override?.by.includes(group));

/** Whether the groups of whoever goes back, or takes an incident, could not be read. */
export const isUnchecked = (command: ReleaseCommand): boolean =>
  UNSTOPPED.some(type => type === command.type) && 'groups' in command && command.groups === null;

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
