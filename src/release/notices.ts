import { failedIn } from './gates.ts';
import { type NoticeRecipient, placesOfLeads, recipientsAt, withRoom } from './notice-recipients.ts';
import type { Place } from './notice-terms.ts';
import { passedNoReturn } from './point-of-no-return.ts';
import { startsHow } from './schedule.ts';
import type { Release, ReleaseEvent } from './state.ts';
import { TMINUS } from './terms.ts';
import { ownRoomOf } from './war-room.ts';
import type { Finding } from './watching.ts';

/** Something people are told. The words are made when it is sent, from the release as it was at the event. */
export interface NoticeRequest {
  kind: NoticeKind;
  to: NoticeRecipient;
  /** Overtakes everything else. */
  urgent: boolean;
}

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

/** The channel gets the few that matter, the thread the detail, the owner what waits for them. The mailing list
 * `releases` gets the same few where the policy has one. */
export const PLACES: { readonly [K in NoticeKind]: readonly Place[] } = {
  PlanRevised: ['thread'],
  OwnerChanged: ['thread', 'owner'],
  // Only where a required gate failed.
  EvidenceRecorded: ['thread', 'owner'],
  GatesSkipped: ['channel'],
  ApprovalGiven: ['thread'],
  ApprovalsVoided: ['thread', 'owner'],
  SeatsFilled: ['thread'],
  SeatsWithdrawn: ['thread', 'owner'],
  ApproversAsked: ['asked'],
  ApproversReminded: ['asked'],
  ApprovalsRunningOut: ['owner'],
  ApprovalsExpired: ['thread', 'owner'],
  ApprovalsAskedAgain: ['thread'],
  ReleaseRejected: ['thread', 'owner'],
  OverrideAsked: ['channel', 'asked', 'page'],
  OverrideGranted: ['channel', 'owner', 'asked'],
  OverrideRefused: ['thread', 'owner', 'asked'],
  ReviewChased: ['owner', 'asked'],
  ReviewDone: ['thread'],
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
  DeployStarted: ['channel', 'email:releases'],
  StatusReported: ['thread', 'email:releases'],
  // By the lead times of the policy.
  LeadTimeReached: [],
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
  ReleaseFailed: ['channel', 'owner', 'page', 'email:releases'],
  ReleaseCompleted: ['channel', 'change', 'email:releases'],
  TriggerFired: ['thread'],
  AlertResolved: ['thread'],
  MetricsLost: ['channel'],
  MetricsReturned: ['thread'],
  WatchEnded: ['channel'],
  RollbackStarted: ['channel', 'owner', 'email:releases'],
  RollbackPartFailed: ['thread'],
  RollbackTroubled: ['channel', 'page'],
  // The thread gets the report.
  RollbackTakenOver: ['channel', 'thread'],
  RolledBack: ['channel', 'thread', 'owner', 'change', 'email:releases'],
  ReleaseAborted: ['channel'],
  VersionRetired: ['thread'],
  VersionKept: ['thread', 'owner'],
  IncidentOpened: ['channel', 'groups', 'email:releases'],
  IncidentRaised: ['channel'],
  IncidentAcknowledged: ['channel', 'page'],
  CommanderNamed: ['thread', 'commander'],
  IncidentUpdated: ['channel'],
  IncidentEscalated: ['channel', 'groups', 'page'],
  UpdateOverdue: ['thread', 'commander'],
  IncidentResolved: ['channel', 'page', 'email:releases'],
  ReleaseAccepted: ['thread'],
  ProblemReported: ['channel', 'owner'],
  ClosingReminded: ['thread', 'owner'],
  RetrospectiveDue: ['owner'],
};

/** These overtake everything else, quiet hours too. */
const URGENT: readonly ReleaseEvent['type'][] = [
  'OverrideAsked',
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

/** Whether it is an emergency, the only thing everybody who is there may be called for. */
export const isEmergency = (kind: NoticeKind): boolean => URGENT.includes(kind);

/** Whom an event is told to; `release` is the state after it. */
export function noticesOf(event: ReleaseEvent, release: Release): NoticeRequest[] {
  const { type } = event;
  if (!(type in PLACES)) return [];
  const kind = type as NoticeKind;
  const places = placesOf(event, kind, release);
  if (mustPage(event, release)) places.add('page');
  if (!release.terms.pages) {
    places.delete('page');
    places.delete('change');
  }
  // Those whose turn it is were told before; from now on it is everybody's business.
  if (event.type === 'ReviewChased' && event.isOverdue) places.add('channel');
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
  // It goes on calling while nobody can tell whether whoever has it may.
  if (event.type === 'IncidentAcknowledged' && event.unchecked) places.delete('page');
  // PagerDuty knows what it was told there.
  if ('responder' in event && event.responder.via === 'pagerduty') places.delete('page');
  const recipients = [
    ...[...places].flatMap(place => recipientsAt(place, event, release)),
    ...withdrawnIn(event),
  ];
  const told = ownRoomOf(release) ? withRoom(recipients, release) : recipients;
  return told.map(to => ({ kind, to, urgent: URGENT.includes(type) || isPage(to) }));
}

/** What was paged and what ends it go out with the same haste, in their order. */
const isPage = (to: NoticeRecipient): boolean => 'paging' in to && to.paging === 'on-call';

/** Whoever approved what is no longer so has to know it directly. */
const withdrawnIn = (event: ReleaseEvent): NoticeRecipient[] =>
  event.type === 'PlanRevised' ? (event.withdrawn ?? []).map(person => ({ person })) : [];

function placesOf(event: ReleaseEvent, kind: NoticeKind, release: Release): Set<Place> {
  if (event.type === 'LeadTimeReached') return new Set(placesOfLeads(event, release));
  if (isHarmAfterwards(event, release)) return new Set(AFTERWARDS);
  return new Set(release.terms.notices?.places[kind] ?? PLACES[kind]);
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
