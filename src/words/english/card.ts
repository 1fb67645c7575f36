import type { Approval } from '../../release/approvals.ts';
import type { GateFigures } from '../../release/gate-figures.ts';
import type { PollOutcome } from '../../release/poll.ts';
import {
  type GroupName,
  type Instant,
  type PersonId,
  type ReleaseId,
  type RoleName,
  TMINUS,
} from '../../release/terms.ts';
import type { Voice } from '../../release/voices.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { type Place, releaseAhead } from '../release-ahead.ts';
import { figureList } from './figures.ts';
import { revision } from './revision.ts';
import { formats, terms } from './terms.ts';
import { speaker, voiceOf } from './voices.ts';

/** Naming everybody of a large group helps nobody. */
const NAMED = 5;

function anyone(who: readonly PersonId[]): string {
  if (who.length <= NAMED) return formats.or(people(who));
  const others = formats.count(who.length - NAMED + 1, { one: 'other', other: 'others' });
  return formats.or([...people(who.slice(0, NAMED - 1)), others]);
}

const named = (groups: string, who: readonly PersonId[]) =>
  who.length > 0 ? `${groups} (${anyone(who)})` : groups;

const names = (list: readonly string[]) => list.map(name => inline(name));

/** How the title of a release reads everywhere, in plain text. */
const title = (it: { service: string; version: string; environment: string }) =>
  `${it.service} ${it.version} → ${it.environment}`;

export const card = {
  title,
  labels: {
    type: 'Type',
    running: 'Running now',
    before: 'Version before',
    strategy: 'Strategy',
    risk: 'Gravest risk',
    requestedBy: 'Requested by',
    owner: 'Owner',
    commit: 'Commit',
    hotfix: 'Hotfix clock',
    goal: 'Goal',
    approvals: 'Approvals',
    poll: 'Go/No-Go',
    runbook: 'Runbook',
    rollback: 'Rollback',
  },
  nothingRunning: 'nothing yet',
  noRisk: 'none named',
  noOneNeeded: 'Nobody needs to approve this one.',

  approved: (approval: Approval) => `${voiceOf(approval)}, ${when(approval.at, formats)}`,
  /** Why these approvals are needed. */
  rule: (it: {
    type: string;
    environment: string;
    required: number;
    from: string[];
    mandatory: string[];
  }) => {
    const among = it.mandatory.length > 0 ? `; ${formats.and(names(it.mandatory))} must be among them` : '';
    const count = formats.count(it.required, { one: 'approval', other: 'approvals' });
    return `A ${it.type} release to ${it.environment} needs ${count} from ${formats.or(names(it.from))}${among}.`;
  },
  someoneOf: (group: GroupName, who: readonly PersonId[], standIns: readonly Pick<Voice, 'by' | 'for'>[]) => {
    const others = standIns.map(speaker);
    const asked = named(`anyone of ${inline(group)}`, who);
    return others.length > 0 ? `${asked}, or ${formats.or(others)}` : asked;
  },
  nobodyOf: (group: GroupName) =>
    `${inline(group)}, where nobody is left who may approve: its members asked for this release or approved already`,
  moreOf: (seats: number, groups: readonly GroupName[], who: readonly PersonId[]) =>
    named(`${formats.number(seats)} more of ${formats.or(names(groups))}`, who),
  seatsOpen: (seats: number, of: number) =>
    `Waiting for ${seats} of ${formats.count(of, { one: 'approval', other: 'approvals' })}.`,
  waitingForApprovals: (seats: number, of: number, who: readonly string[]) =>
    `Waiting for ${seats} of ${formats.count(of, { one: 'approval', other: 'approvals' })}: ${who.join('; ')}.`,
  allApproved: (of: number) =>
    `${formats.count(of, { one: 'approval is', other: 'approvals are' })} in: all that were needed.`,
  answerBy: (totalMs: number, until: string) =>
    `Approvers have ${formats.duration(totalMs)}: until ${until}.`,
  rejected: (rejection: Pick<Voice, 'by' | 'for'> & { reason: string }) =>
    `${speaker(rejection)} rejected it: ${inline(rejection.reason)}`,
  filledByGates: (figures: GateFigures) => `seats of the groups filled by the gates: ${figureList(figures)}`,
  askAgain: (owner: PersonId, given: number) =>
    `The time to approve is over. ${person(owner)} asks again with ${code('/release ask-again')}${given > 0 ? `; the ${formats.count(given, { one: 'approval', other: 'approvals' })} given so far ${given === 1 ? 'stays' : 'stay'}` : ''}.`,
  afterRejection: (owner: PersonId) => `Next: ${person(owner)} edits the plan, which asks again, or aborts.`,
  heldBecause: (why: string) => `It did not start: ${why}`,

  votedGo: (role: RoleName, by: PersonId) => `${inline(role)}: GO from ${person(by)}`,
  votedNoGo: (role: RoleName, by: PersonId, reason: string) =>
    `${inline(role)}: NO-GO from ${person(by)}: ${inline(reason)}`,
  mayVote: (role: RoleName, who: readonly PersonId[]) =>
    who.length > 0 ? `${inline(role)}: ${anyone(who)}` : inline(role),
  waitingForVote: (role: RoleName, who: readonly PersonId[]) =>
    who.length > 0 ? `${inline(role)}: waiting for ${anyone(who)}` : `${inline(role)}: waiting`,
  waitingForVotes: (roles: readonly RoleName[], until: string) =>
    `Waiting for the votes of ${formats.and(names(roles))}, until ${until}.`,
  holdBecause: (outcome: Extract<PollOutcome, { is: 'hold' }>) =>
    outcome.because === 'no-go'
      ? `${person(outcome.by)} said NO-GO: ${clause(outcome.reason)}.`
      : `Nobody voted for ${formats.and(names(outcome.silent))}.`,
  pollHeld: (owner: PersonId) => `${person(owner)} decides: reopen the poll, edit the plan or abort.`,

  overrideAsked: (by: PersonId, reason: string, groups: readonly GroupName[]) =>
    `${person(by)} asks for an emergency override: ${clause(reason)}. ${formats.or(names(groups))} decides: ${code('/release grant <reason>')} or ${code('/release refuse <reason>')}.`,
  reviewDue: (dueAt: Instant) =>
    `The review of its emergency override is due ${when(dueAt, formats)}: ${code('/release review <what was found>')}.`,
  hotfixAim: (until: string) => `in production until ${until}`,
  hotfixLate: (until: string) => `was to be in production until ${until}`,
  hotfixTook: (ms: number) => `in production ${formats.duration(ms)} after it was asked for`,
  ready: (owner: PersonId) => `${person(owner)} starts it with Deploy.`,
  startsByItself: 'The deploy starts by itself.',
  held: (owner: PersonId) => `${person(owner)} deploys again, edits the plan or aborts.`,
  placeInQueue: (place: number, of: number, holder: ReleaseId | null, at: Place) => {
    const before = holder ? `; ${releaseAhead(holder, at, terms.environment)} is going out` : '';
    return `Place ${place} of ${of} in the queue${before}. It starts by itself when its turn comes.`;
  },
  waitsForLock: `It waits for the lock to be removed: ${code('/release unlock')}.`,
  waitsForWindow: (opensAt: Instant | null) =>
    `It waits for the next release window${opensAt === null ? '' : `, which opens ${when(opensAt, formats)},`} and then starts by itself.`,
  waitsForFreeze: (until: Instant | null) =>
    `It waits for the end of the freeze${until === null ? '' : ` (${when(until, formats)})`} and then starts by itself.`,
  starting: 'Checking the tag, the running version and the approvals once more before the start.',
  traffic: (percent: number, version: string) =>
    `${formats.percent(percent)} of the traffic on ${inline(version)}`,
  stepRunning: (title: string) => `Now: ${inline(title)}.`,
  bakingUntil: (until: string) => `baking until ${until}`,
  baking: (percent: number, until: string) => `Baking at ${formats.percent(percent)} until ${until}.`,
  extended: 'extended once',
  paused: (by: PersonId, why: string, at: Instant) =>
    `Paused by ${person(by)} ${when(at, formats)}${why.trim() ? `: ${clause(why)}` : ''}. Watching goes on; Resume continues.`,
  pausedBake: (leftMs: number) => `paused with ${formats.duration(leftMs)} of its bake left`,
  interrupted: 'interrupted',
  waitsForDecision: 'waits for a decision',
  asked: (owner: PersonId, why: string, canGoBack: boolean) =>
    `${person(owner)} has to decide, because ${why}: Promote goes on, ${canGoBack ? 'Roll back goes back' : 'Abort leaves it as it is'}.`,
  unclear: (owner: PersonId, canGoBack: boolean) =>
    `Nobody can tell whether the step happened. ${person(owner)} looks at the target and then ${canGoBack ? 'retries or rolls back' : 'retries or aborts'}.`,
  failed: (owner: PersonId, changed: boolean) =>
    changed
      ? `The target may have been changed and there is no version to go back to. ${person(owner)} retries or aborts.`
      : `Nothing was changed on the target. ${person(owner)} retries, edits the plan or aborts.`,
  failedPastReturn: (owner: PersonId, step: string) =>
    `“${inline(step, 120)}” was begun and nothing undoes it, so nothing is rolled back by itself. ${person(owner)} retries, or rolls back and says what becomes of the data.`,
  metricsLost: (why: string) => `The metrics cannot be read: ${clause(why)}. No data is never healthy.`,
  rollingBack: (bad: string, to: string, part: string) =>
    `Going back from ${inline(bad)} to ${inline(to)}. Now: ${part}.`,
  rollbackWhy: (by: PersonId, why: string) =>
    `${by === TMINUS ? 'Started automatically' : `Asked for by ${person(by)}`}${why.trim() ? `: ${inline(why)}` : ''}`,
  trafficAway: (ms: number) => `No traffic on the bad version after ${formats.duration(ms)}.`,
  troubled: 'It is in trouble and goes on trying. Take over stops tminus so that a person can do it by hand.',
  completed: (version: string) => `${inline(version)} is out.`,
  watchedUntil: (until: string) => `Still watched until ${until}; Roll back takes it back.`,
  rolledBack: (to: string) => `${inline(to)} serves everything again.`,
  rolledBackIn: (ms: number) => `It took ${formats.duration(ms)}.`,
  takenOver: 'A person has taken over; tminus no longer acts on this release.',
  aborted: (why: string | null) => (why?.trim() ? `Why: ${clause(why)}.` : 'No reason was given.'),
  lock: (by: PersonId, reason: string, until: Instant | null) =>
    `Locked by ${person(by)}: ${clause(reason)}${until === null ? '' : `, until ${when(until, formats)}`}. Nothing starts here before it is unlocked; going back is always possible.`,

  allUndoable: 'Every step can be undone.',
  notUndoable: (titles: readonly string[]) => {
    const shown = titles.slice(0, NAMED).map(it => inline(it, 120));
    const left = titles.length - shown.length;
    const more = left > 0 ? [formats.count(left, { one: 'more step', other: 'more steps' })] : [];
    return `Cannot be undone: ${[...shown, ...more].join('; ')}.`;
  },
  backTo: (version: string) => `A rollback goes back to ${inline(version)}.`,
  noWayBack:
    'This is the first version there: nothing to go back to. A bad finding pauses and pages instead.',
  shiftsFirst: 'Traffic goes back first, then the version.',
  restoresAtOnce: 'The target cannot divide traffic: going back replaces the version at once.',
  more: (count: number) => `… and ${formats.count(count, { one: 'more line', other: 'more lines' })}`,
  footer: (id: string, revisions: number, major: number) =>
    `${code(id)}${revisions > 0 ? ` · plan revised ${formats.count(revisions, { one: 'time', other: 'times' })}` : ''}${major > 0 ? `, ${revision.major(major)}` : ''} · by keyboard: ${code('/release help')}`,
};
