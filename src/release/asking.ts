import { isExpired, missingIn } from './approvals.ts';
import type { AskingEvent } from './asking-state.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release, World } from './state.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';
import { couldSpeak, isTheirs, ownerOf, sayOf } from './voices.ts';

export type AskingCommand =
  /** `members`: of every group that has a say, as they are now. */
  | { type: 'AskApprovers'; members: Record<GroupName, PersonId[]> }
  | { type: 'RemindApprovers'; members: Record<GroupName, PersonId[]> }
  | { type: 'RemindAgain'; person: PersonId }
  | { type: 'SnoozeReminder'; by: PersonId; until: Instant }
  | { type: 'WarnOwner' }
  | { type: 'ExpireApprovals' }
  | { type: 'AskAgain'; by: PersonId };

/** R-APPR-4: one reminder at half time; at nine tenths the owner is told who is missing. */
const REMIND_AT = 0.5;
const WARN_AT = 0.9;

/** Moments of the present round; null where nobody has to approve, or somebody rejected. */
export function askingTimes({ status, terms, approvals }: Release) {
  const rule = terms.approvals;
  if (status !== 'approving' || !rule || approvals.rejection) return null;
  const { openedAt } = approvals;
  const at = (part: number) => openedAt + Math.round(rule.expireAfterMs * part);
  return { remindAt: at(REMIND_AT), warnAt: at(WARN_AT), expiresAt: at(1) };
}

/** What there is to do in the present round, and when. */
export function askingDue(release: Release, now: Instant): { task: string; dueAt: Instant }[] {
  const times = askingTimes(release);
  if (!times) return [];
  const { asked, reminded, snoozed, isOwnerWarned, isExpiryTold } = release.approvals.asking;
  if (isExpiryTold) return [];
  const again = snoozed.filter(({ by, isOver }) => !isOver && !hasSpoken(release, by));
  const isAsking = release.terms.approvals?.ask !== undefined;
  return [
    ...(asked === null && isAsking ? [{ task: 'ask-approvers', dueAt: now }] : []),
    ...(reminded === null && isAsking ? [{ task: 'remind-approvers', dueAt: times.remindAt }] : []),
    ...again.map(({ by, until }) => ({ task: `remind-again/${by}`, dueAt: until })),
    ...(isOwnerWarned ? [] : [{ task: 'warn-owner', dueAt: times.warnAt }]),
    // At that very moment an approval still counts.
    { task: 'expire-approvals', dueAt: times.expiresAt + 1 },
  ];
}

/** A duty that comes too late, or twice, is no news; only people are refused. */
export function decideAsking(
  command: AskingCommand,
  release: Release,
  world: World,
): AskingEvent[] | Refusal {
  const times = askingTimes(release);
  const { asking } = release.approvals;
  const { now } = world;
  switch (command.type) {
    case 'AskAgain':
      return askAgain(command.by, release, now);
    case 'SnoozeReminder':
      return snooze(command, release, now);
    case 'AskApprovers': {
      const how = release.terms.approvals?.ask?.how;
      if (!times || !how || asking.asked !== null || now > times.expiresAt) return [];
      const people = stillToAsk(release, command.members, world);
      return [{ type: 'ApproversAsked', people, where: people.length === 0 ? 'in the channel' : how }];
    }
    case 'RemindApprovers': {
      if (!times || asking.reminded !== null || now < times.remindAt || now > times.expiresAt) return [];
      return [{ type: 'ApproversReminded', people: stillToAsk(release, command.members, world) }];
    }
    case 'RemindAgain': {
      const { person } = command;
      const sleeper = asking.snoozed.find(({ by, isOver }) => by === person && !isOver);
      if (!times || !sleeper || now < sleeper.until || now > times.expiresAt) return [];
      return hasSpoken(release, person) ? [] : [{ type: 'ApproversReminded', people: [person] }];
    }
    case 'WarnOwner':
      if (!times || asking.isOwnerWarned || now < times.warnAt || now > times.expiresAt) return [];
      return [{ type: 'ApprovalsRunningOut' }];
    case 'ExpireApprovals':
      return times && !asking.isExpiryTold && now > times.expiresAt ? [{ type: 'ApprovalsExpired' }] : [];
  }
}

function askAgain(by: PersonId, release: Release, now: Instant): AskingEvent[] | Refusal {
  const { status, plan } = release;
  const times = askingTimes(release);
  if (!times) return refuse('wrong-state', { deed: 'ask again', status, instead: ['status'] });
  if (!isTheirs(release, by)) return refuse('not-the-owner', { owner: plan.owner });
  if (!isExpired(release, now)) return refuse('asked-already', { until: times.expiresAt });
  return [{ type: 'ApprovalsAskedAgain', by }];
}

function snooze(
  { by, until }: { by: PersonId; until: Instant },
  release: Release,
  now: Instant,
): AskingEvent[] | Refusal {
  const times = askingTimes(release);
  const { reminded, snoozed } = release.approvals.asking;
  if (!times || now > times.expiresAt) return refuse('superseded', {});
  if (!reminded?.includes(by)) return refuse('not-reminded', { at: times.remindAt });
  if (snoozed.some(it => it.by === by)) return refuse('snoozed-already', { until: times.expiresAt });
  if (until >= times.expiresAt) return refuse('snoozed-too-long', { until: times.expiresAt });
  return [{ type: 'ReminderSnoozed', by, until }];
}

/**
 * Those who are still needed: of the mandatory groups that are missing and, while seats are open beside those, of
 * every other group that has a say. Of large groups nobody is singled out.
 */
function stillToAsk(
  release: Release,
  members: Readonly<Record<GroupName, readonly PersonId[]>>,
  world: World,
): PersonId[] {
  const rule = release.terms.approvals;
  if (!rule?.ask) return [];
  const { seats, mandatory } = missingIn(release);
  const most = rule.ask.groupsUpTo;
  const wanted = seats > mandatory.length ? sayOf(rule) : mandatory;
  const small = wanted.filter(group => (members[group] ?? []).length <= most);
  return couldSpeak(small, release, members, world).filter(person => !hasSpoken(release, person));
}

/** Whoever approved, and whoever's voice was given by somebody else. */
export const hasSpoken = ({ approvals }: Release, person: PersonId): boolean =>
  approvals.given.some(voice => voice.by === person || ownerOf(voice) === person);
