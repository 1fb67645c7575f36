import type { Button } from '@slack/types';
import { checklistOf } from '../release/checklist.ts';
import { isTaken, openIncident } from '../release/incidents.ts';
import type { NoticeKind } from '../release/notices.ts';
import { isReminder } from '../release/reminders.ts';
import { startsHow } from '../release/schedule.ts';
import type { Release } from '../release/state.ts';
import { deedButton, makeWayButton } from './deed-buttons.ts';
import type { NoticeContext } from './notice.ts';
import type { Deed } from './offers.ts';

/** What can be done about it right from the notice. A button of an older state answers “superseded”. */
const DEEDS: Partial<Record<NoticeKind, readonly Deed[]>> = {
  ApproversAsked: ['approve', 'reject'],
  ApproversReminded: ['approve', 'reject'],
  ApprovalsExpired: ['ask-again', 'edit', 'abort'],
  EvidenceRecorded: ['gates', 'gates-rerun'],
  OverrideAsked: ['grant', 'refuse'],
  ReviewChased: ['review'],
  PollOpened: ['go', 'no-go'],
  ReleaseReady: ['deploy'],
  ReleaseRejected: ['edit', 'abort'],
  StartNeared: ['reschedule'],
  StartMissed: ['reschedule'],
  DeployHeld: ['deploy', 'edit', 'abort'],
  StepUnclear: ['retry', 'rollback-now'],
  DecisionAsked: ['promote', 'rollback-now'],
  RolloutPaused: ['resume', 'rollback-now'],
  ReleaseFailed: ['retry', 'edit', 'abort'],
  TriggerFired: ['rollback-now'],
  RollbackTroubled: ['take-over'],
  RolledBack: ['unlock', 'report'],
  PreparationStarted: ['gates', 'checklist'],
  ReleaseCompleted: ['accept', 'problem'],
  ClosingReminded: ['accept', 'problem', 'checklist'],
  ProblemReported: ['rollback-now'],
  RollbackTakenOver: ['unlock', 'report'],
  IncidentOpened: ['incident-ack', 'incident-update'],
  IncidentRaised: ['incident-ack', 'incident-update'],
  IncidentEscalated: ['incident-ack'],
  IncidentAcknowledged: ['incident-ack', 'incident-update', 'incident-resolve'],
  IncidentUpdated: ['incident-update', 'incident-resolve'],
  UpdateOverdue: ['incident-update', 'incident-resolve'],
};

/** What is there to read stays when there is nothing left to do. */
const STAYS: readonly Deed[] = ['report'];

/** Only what stays once it is over; only who is spoken to alone can put a reminder off. */
export function buttonsOf(
  kind: NoticeKind,
  release: Release,
  { words, scene, place, again, over }: Pick<NoticeContext, 'words' | 'scene' | 'place' | 'again' | 'over'>,
): Button[] {
  if (over)
    return (DEEDS[kind] ?? []).filter(it => STAYS.includes(it)).map(it => deedButton(it, release, words));
  const makeWay = kind === 'Queued' && hotfixWaits(release) && scene ? makeWayButton(scene) : null;
  if (makeWay) return [makeWay];
  const changed = release.rollout?.changed ?? false;
  const canGoBack = changed && release.rollout?.from != null;
  if (kind === 'ReleaseReady' && startsHow(release) !== 'by-owner') return [];
  const asked: Partial<Record<Deed, boolean>> = {
    'rollback-now': canGoBack,
    edit: !changed,
    gates: release.terms.gates !== undefined,
    checklist: checklistOf(release).length > 0,
    accept: release.terms.closing !== undefined,
    problem: release.terms.closing !== undefined,
    'incident-ack': kind !== 'IncidentAcknowledged' || isUnsure(release),
    'remind-me': again !== true,
  };
  const deeds =
    place === 'person' && isReminder(kind) ? [...(DEEDS[kind] ?? []), 'remind-me' as const] : DEEDS[kind];
  return (deeds ?? []).filter(deed => asked[deed] ?? true).map(deed => deedButton(deed, release, words));
}

const hotfixWaits = ({ plan, turn }: Release) => plan.type === 'hotfix' && turn.waitingFor === 'lane';

/** Whether somebody who may still has to take its incident. */
const isUnsure = (release: Release): boolean => {
  const incident = openIncident(release);
  return incident !== null && !isTaken(incident);
};
