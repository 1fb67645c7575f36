import { failedIn } from './gates.ts';
import { incidentRules } from './incidents.ts';
import { passedNoReturn } from './point-of-no-return.ts';
import { startsHow } from './schedule.ts';
import type { Release, ReleaseEvent } from './state.ts';
import { type GroupName, type PersonId, TMINUS } from './terms.ts';
import type { Finding } from './watching.ts';

/** Something people are told. The words are made when it is sent, from the release as it was at the event. */
export interface NoticeRequest {
  kind: NoticeKind;
  to: NoticeRecipient;
  /** Overtakes everything else. */
  urgent: boolean;
}

export type NoticeRecipient =
  /** The release channel itself. */
  | { channel: string }
  /** The thread of the release's card in that channel. */
  | { thread: string }
  | { person: PersonId }
  /** Everybody who is in it when the notice is sent, each directly. */
  | { group: GroupName }
  /** `on-call`: gets people out of bed. `changes`: what went out, for whoever looks for the cause of trouble. */
  | { paging: 'on-call' | 'changes' };

/**
 * Each is named after the event it tells of. What the card shows and the next notice says anyway is no
 * notice: a chat takes one message a second and channel, and the thread must not lag behind a rollback.
 */
export type NoticeKind = Exclude<
  ReleaseEvent['type'],
  | 'StepStarted'
  | 'StepSucceeded'
  | 'RollbackPartStarted'
  | 'RollbackPartDone'
  | 'BakeStarted'
  | 'ApprovalsCompleted'
  | 'ReminderSnoozed'
  | 'ItemTicked'
  | 'ChecklistPassed'
  | 'TurnCame'
  | 'ReleasePlanned'
  | 'RetirementStarted'
  | 'GatesRerun'
>;

type Place = 'channel' | 'thread' | 'owner' | 'asked' | 'commander' | 'groups' | 'page' | 'change';

/** The channel gets the few that matter, the thread the detail, the owner what waits for them. */
const PLACES: { readonly [K in NoticeKind]: readonly Place[] } = {
  PlanRevised: ['thread'],
  // Only where a required gate failed.
  EvidenceRecorded: ['thread', 'owner'],
  GatesSkipped: ['channel'],
  ApprovalGiven: ['thread'],
  ApprovalsVoided: ['thread', 'owner'],
  ApproversAsked: ['asked'],
  ApproversReminded: ['asked'],
  ApprovalsRunningOut: ['owner'],
  ApprovalsExpired: ['thread', 'owner'],
  ApprovalsAskedAgain: ['thread'],
  ReleaseRejected: ['thread', 'owner'],
  PreparationStarted: ['thread', 'owner'],
  ItemUnticked: ['thread', 'owner'],
  PollOpened: ['channel'],
  VoteCast: ['thread'],
  PollClosed: ['thread'],
  ReleaseReady: ['owner'],
  StartMoved: ['thread', 'owner'],
  StartNeared: ['thread', 'owner'],
  StartMissed: ['channel', 'owner'],
  DeployRequested: ['thread'],
  Queued: ['thread', 'owner'],
  ExceptionMade: ['channel'],
  DeployHeld: ['thread', 'owner'],
  DeployStarted: ['channel'],
  BakeExtended: ['thread'],
  PhaseCompleted: ['thread'],
  StepFailed: ['thread'],
  StepUnclear: ['channel', 'owner', 'page'],
  TrafficStrayed: ['thread'],
  // The thread gets the numbers.
  DecisionAsked: ['channel', 'thread', 'owner'],
  RolloutPaused: ['channel'],
  RolloutResumed: ['thread'],
  RetryRequested: ['thread'],
  ReleaseFailed: ['channel', 'owner', 'page'],
  ReleaseCompleted: ['channel', 'change'],
  TriggerFired: ['thread'],
  AlertResolved: ['thread'],
  MetricsLost: ['channel'],
  MetricsReturned: ['thread'],
  WatchEnded: ['channel'],
  RollbackStarted: ['channel', 'owner'],
  RollbackPartFailed: ['thread'],
  RollbackTroubled: ['channel', 'page'],
  // The thread gets the report.
  RollbackTakenOver: ['channel', 'thread'],
  RolledBack: ['channel', 'thread', 'owner', 'change'],
  ReleaseAborted: ['channel'],
  VersionRetired: ['thread'],
  VersionKept: ['thread', 'owner'],
  IncidentOpened: ['channel', 'groups'],
  IncidentRaised: ['channel'],
  IncidentAcknowledged: ['channel', 'page'],
  CommanderNamed: ['thread', 'commander'],
  IncidentUpdated: ['channel'],
  IncidentEscalated: ['channel', 'groups', 'page'],
  UpdateOverdue: ['thread', 'commander'],
  IncidentResolved: ['channel', 'page'],
  ReleaseAccepted: ['thread'],
  ProblemReported: ['channel', 'owner'],
  ClosingReminded: ['thread', 'owner'],
};

const URGENT: readonly ReleaseEvent['type'][] = [
  'RollbackStarted',
  'RollbackTroubled',
  'RolledBack',
  'ReleaseFailed',
  'StepUnclear',
  'TriggerFired',
  'IncidentOpened',
  'IncidentRaised',
  'IncidentEscalated',
];

/** Whom an event is told to; `release` is the state after it. */
export function noticesOf(event: ReleaseEvent, release: Release): NoticeRequest[] {
  const { type } = event;
  if (!(type in PLACES)) return [];
  const kind = type as NoticeKind;
  const places = new Set(isHarmAfterwards(event, release) ? AFTERWARDS : PLACES[kind]);
  if (mustPage(event, release)) places.add('page');
  if (!release.terms.pages) {
    places.delete('page');
    places.delete('change');
  }
  // Nobody's turn: it starts by itself.
  if (type === 'ReleaseReady' && startsHow(release) === 'by-itself') return [];
  if (event.type === 'DeployRequested' && event.by === TMINUS && release.plan.startAt === undefined)
    return [];
  if (event.type === 'EvidenceRecorded' && failedIn(event, release).length === 0) return [];
  // What is in place asks nothing of the owner, and what they did themselves they know.
  if (event.type === 'StartNeared' && event.lacking.length === 0) places.delete('owner');
  if (event.type === 'StartMoved' && event.by === release.plan.owner) places.delete('owner');
  // Without numbers there is nothing to add below the card.
  if (event.type === 'DecisionAsked' && !event.evidence) places.delete('thread');
  // Whoever started the next deploy knows that it took the place of this one.
  if (event.type === 'WatchEnded' && event.because === 'superseded') return [];
  // Whoever has the incident is its commander; that it is so is news only where somebody else is named.
  if (event.type === 'CommanderNamed' && event.by === event.commander) return [];
  // PagerDuty knows what it was told there.
  if ('responder' in event && event.responder.via === 'pagerduty') places.delete('page');
  const { channel, owner } = release.plan;
  const to: Record<Place, NoticeRecipient[]> = {
    channel: [{ channel }],
    thread: [{ thread: channel }],
    owner: [{ person: owner }],
    asked: askedBy(event, channel),
    commander: [{ person: release.incidents.last?.commander ?? owner }],
    groups: groupsTold(event, release).map(group => ({ group })),
    page: [{ paging: 'on-call' }],
    change: [{ paging: 'changes' }],
  };
  const urgent = URGENT.includes(type);
  return [...places].flatMap(place => to[place].map(recipient => ({ kind, to: recipient, urgent })));
}

/** Each of those who are asked or reminded, or all of them at once in the channel. */
function askedBy(event: ReleaseEvent, channel: string): NoticeRecipient[] {
  if (event.type === 'ApproversReminded') return event.people.map(person => ({ person }));
  if (event.type !== 'ApproversAsked') return [];
  return event.where === 'directly' ? event.people.map(person => ({ person })) : [{ channel }];
}

/** The first in line when an incident opens, the next whenever nobody answers. */
function groupsTold(event: ReleaseEvent, release: Release): GroupName[] {
  if (event.type === 'IncidentOpened') return incidentRules(release).escalation[0] ?? [];
  return event.type === 'IncidentEscalated' ? event.to : [];
}

/** Once it is out nothing goes back by itself, so those who can press the button have to see it. */
const AFTERWARDS: readonly Place[] = ['channel', 'thread', 'owner'];
const isHarmAfterwards = (event: ReleaseEvent, { status }: Release): boolean =>
  event.type === 'TriggerFired' && event.finding.action !== 'notify' && status === 'completed';

/** What depends on more than the kind: a rollback nobody asked for, a first failed part, a trigger after completion. */
function mustPage(event: ReleaseEvent, release: Release): boolean {
  switch (event.type) {
    case 'RollbackStarted':
      return event.by === TMINUS;
    case 'RollbackPartFailed':
      return release.rollback?.failures === 1 || isFirstOfDataCheck(event, release);
    case 'TriggerFired':
      // A first deploy has nothing to go back to, and beyond the point of no return nothing goes back by itself: no
      // rollback is going to page.
      return (
        event.finding.action !== 'notify' &&
        (release.status !== 'deploying' ||
          (event.finding.action === 'rollback' &&
            (release.rollout?.from === null || passedNoReturn(release) !== null)) ||
          isHoldOfComparison(event.finding))
      );
    case 'MetricsLost':
      return release.status === 'deploying';
    // What opens one by itself has paged already.
    case 'IncidentOpened':
    case 'IncidentRaised':
      return event.by !== TMINUS;
    default:
      return false;
  }
}

/** Data that is not intact keeps the writes paused, whatever else has failed before. */
const isFirstOfDataCheck = (event: { part: number; attempt: number }, { rollback }: Release): boolean => {
  const part = rollback?.parts[event.part];
  return part?.kind === 'run' && part.purpose === 'check-data' && event.attempt === 1;
};

/** It blames neither version, so only people can tell what is going on. */
const isHoldOfComparison = ({ action, proof }: Finding): boolean => action === 'pause' && proof !== undefined;

/** Kept as text in the outbox: `channel:C1`, `thread:C1`, `person:U1`, `group:operations`, `paging:on-call`. */
export const recipientKey = (to: NoticeRecipient): string => {
  const [kind, id] = Object.entries(to)[0] as [string, string];
  return `${kind}:${id}`;
};
