import type { ApprovalsEvent } from '../../release/approvals.ts';
import { askingTimes } from '../../release/asking.ts';
import type { PlanEvent } from '../../release/plan.ts';
import type { PollEvent } from '../../release/poll.ts';
import type { ReadinessEvent } from '../../release/readiness.ts';
import type { Refusal } from '../../release/refusals.ts';
import { startsHow } from '../../release/schedule.ts';
import type { Release } from '../../release/state.ts';
import { type PersonId, TMINUS } from '../../release/terms.ts';
import type { TurnEvent } from '../../release/turn.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import { figureList } from './figures.ts';
import { readiness } from './readiness.ts';
import { type About, refusals } from './refusals.ts';
import { revision } from './revision.ts';
import { schedule } from './schedule.ts';
import { formats, terms } from './terms.ts';
import { didFor, speaker } from './voices.ts';

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** Why approvals were voided, as the core names it. */
const voided: Record<string, string> = {
  'the tag was moved': 'the tag was moved to another commit',
  'type-too-low': 'it is a bigger release than was declared',
  'approvals-expired':
    'their time to be used was over, 24 hours after the planned start or, without one, after the last of them',
  'approvals-short': 'an approver has left their group',
};

/** Until when approvers have to answer. */
const answerBy = (release: Release): string => {
  const times = askingTimes(release);
  return times ? when(times.expiresAt, formats) : 'the end';
};

/** Naming everybody of a large group helps nobody. */
const FIRST = 8;
const firstOf = (asked: readonly string[]) => formats.and(people(asked.slice(0, FIRST)));

const given = ({ approvals }: Release): string =>
  approvals.given.length === 0
    ? ''
    : `; ${formats.count(approvals.given.length, { one: 'approval', other: 'approvals' })} given before ${approvals.given.length === 1 ? 'stays' : 'stay'}, since exactly the same is asked`;

/** Old events do not say whose approvals there were. */
function again(withdrawn: readonly PersonId[] | undefined, { terms }: Release): string[] {
  if (!terms.approvals) return [];
  if (withdrawn?.length === 0) return ['Approvers, please look at it as it is now.'];
  if (withdrawn === undefined)
    return ['Approvals given before no longer count; approvers, please look again.'];
  return [
    `${formats.and(people(withdrawn))} approved it as it was before, which no longer counts: please look again.`,
  ];
}

const holdNext = ({ plan }: Release) =>
  `${person(plan.owner)} decides: reopen the poll, edit the plan or abort.`;

const held = (why: Refusal, release: Release): string =>
  (refusals[why.refusal] as (details: Refusal, about: About) => string)(why, release.plan);

export const eventsBefore: EventWords<
  (PlanEvent | ApprovalsEvent | ReadinessEvent | PollEvent | TurnEvent)['type']
> = {
  ReleasePlanned: ({ by }) => `${person(by)} asked for this release.`,
  PlanRevised: ({ by, changes = [], withdrawn }, release) =>
    [`${person(by)} revised the plan.`, ...revision.changed(changes), ...again(withdrawn, release)].join(' '),
  OwnerChanged: ({ by, from, to, isWithdrawn, reopens }) => {
    const others = reopens ? '; somebody else has to approve' : '';
    const withdrawn = isWithdrawn ? ` The approval of ${person(to)} no longer counts${others}.` : '';
    return `${person(by)} gave it from ${person(from)} to ${person(to)}, who owns it now and has no say among its approvers.${withdrawn}`;
  },
  ApprovalGiven: voice => `${didFor(voice, 'approved')}.`,
  ReleaseRejected: ({ reason, ...voice }) =>
    `${speaker(voice)} rejected it: ${clause(reason)}. ${code('/release edit')} asks again, ${code('/release abort')} ends it.`,
  ApprovalsCompleted: (_, { approvals }) =>
    `${approvals.filled ? 'The gates filled the seats of the groups and ' : ''}${formats.count(approvals.given.length, { one: 'approval is', other: 'approvals are' })} in: all that were needed.`,
  ApprovalsVoided: ({ why }) =>
    `The approvals no longer count: ${voided[why] ?? clause(why)}. Approvers, please look again.`,
  SeatsFilled: ({ figures }, { terms }) => {
    const mandatory = terms.approvals?.mandatory ?? [];
    const inPerson = mandatory.length > 0 ? ` Someone of ${names(mandatory)} still approves in person.` : '';
    return `The gates filled the seats of the groups: ${figureList(figures)}.${inPerson}`;
  },
  SeatsWithdrawn: ({ missed, figures }, { status }) =>
    `The gates no longer fill the seats of the groups: ${figureList(figures, missed)}.${
      status === 'approving' ? ' People have to approve; what they approved before stays.' : ''
    }`,
  ApproversAsked: ({ people: asked, where }, release) =>
    where === 'directly'
      ? `Your approval is wanted until ${answerBy(release)}.`
      : `Approval is wanted until ${answerBy(release)}.${asked.length > 0 ? ` ${firstOf(asked)}, please look.` : ''}`,
  ApproversReminded: (_, release) =>
    `A reminder, half of the time is over: your approval is wanted until ${answerBy(release)}.`,
  ReminderSnoozed: ({ by, until }) => `${person(by)} put the reminder off until ${when(until, formats)}.`,
  ApprovalsRunningOut: (_, release) =>
    `The time to approve is nearly over: it ends ${answerBy(release)}. Only you are told.`,
  ApprovalsExpired: (_, release) =>
    `The time to approve is over. ${person(release.plan.owner)} asks again with ${code('/release ask-again')}${given(release)}.`,
  ApprovalsAskedAgain: ({ by }, release) =>
    `${person(by)} asked again: approvers have until ${answerBy(release)}${given(release)}.`,
  PreparationStarted: ({ lacks, again }) => (again ? readiness.waitsAgain(lacks) : readiness.waitsFor(lacks)),
  PollOpened: ({ closesAt }, { terms }) =>
    `${names(terms.poll?.roles ?? [])}: please vote GO or NO-GO until ${when(closesAt, formats)}.`,
  VoteCast: ({ by, role, vote, reason }) =>
    vote === 'go'
      ? `${person(by)} says GO for ${inline(role)}.`
      : `${person(by)} says NO-GO for ${inline(role)}: ${clause(reason)}.`,
  PollClosed: ({ outcome }, release) => {
    if (outcome.is === 'go') {
      const isOwners = startsHow(release) === 'by-owner';
      const next = isOwners ? ` Next: ${person(release.plan.owner)} deploys.` : '';
      return `Go/No-Go: GO from every role.${next}`;
    }
    if (outcome.because === 'no-go')
      return `On hold: ${person(outcome.by)} said NO-GO: ${clause(outcome.reason)}. ${holdNext(release)}`;
    return `On hold: nobody voted for ${names(outcome.silent)}. ${holdNext(release)}`;
  },
  ReleaseReady: (_, release) => {
    const { plan } = release;
    const how = startsHow(release);
    if (how === 'by-itself') return 'Everything is in place; the deploy starts by itself.';
    if (plan.startAt !== undefined)
      return how === 'at-its-time' ? schedule.startsAt(plan.startAt) : schedule.readyLate(plan.owner);
    return `Everything is in place. ${person(plan.owner)}, press Deploy or use ${code('/release deploy')}.`;
  },
  DeployRequested: ({ by }, { plan }) =>
    by === TMINUS && plan.startAt !== undefined
      ? 'Its time has come and everything is in place: it starts.'
      : by === TMINUS
        ? 'The deploy was asked for by rule.'
        : `${person(by)} asked to deploy.`,
  Queued: ({ behind, reason, exceptionsBy }, { plan }) => {
    const exception =
      exceptionsBy === undefined
        ? `; ${code('/release except')} lets it go on now`
        : exceptionsBy.length > 0
          ? `; members of ${formats.or(exceptionsBy.map(group => inline(group)))} can let it go on now with ${code('/release except')}`
          : '';
    const ahead = () => releaseAhead(reason, plan, terms.environment);
    if (behind === 'lane' && plan.type === 'hotfix')
      return `A hotfix goes first: it is next behind ${ahead()}. Roll that back to make way now, or wait until it is done?`;
    if (behind === 'lane')
      return `Waiting in the queue behind ${ahead()}. It starts by itself when its turn comes.`;
    if (behind === 'lock')
      return `Waiting because of a lock: ${clause(reason)}. ${code('/release unlock')} lets it go on.`;
    if (behind === 'release-window')
      return `Waiting for the next release window: ${clause(reason)}. It starts by itself when that opens${exception}.`;
    return `Waiting for the end of the freeze: ${clause(reason)}. It starts by itself after that${exception}.`;
  },
  ExceptionMade: ({ by, what, reason }) =>
    `${person(by)} made an exception from “${clause(what)}”: ${clause(reason)}.`,
  TurnCame: () => 'Its turn has come; the facts are checked once more.',
  DeployHeld: ({ why }, release) => `On hold: ${held(why, release)}`,
};
