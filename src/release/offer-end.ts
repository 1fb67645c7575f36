import { unanswered } from './closing.ts';
import { lockAt } from './lane.ts';
import type { NoticeKind } from './notices.ts';
import type { Ending } from './question-end.ts';
import { BEFORE_TURN, type Release, type Status } from './state.ts';

const accepting: Ending = ({ present }) => {
  if (present.status !== 'completed') return { is: 'moved-on', status: present.status };
  return unanswered(present).length === 0 ? { is: 'done' } : null;
};

const CAN_GO_BACK: readonly Status[] = ['deploying', 'failed', 'completed'];

const goingBack: Ending = ({ present, lane }) => {
  const { status } = present;
  if (!CAN_GO_BACK.includes(status)) return { is: 'moved-on', status };
  return lane.current !== null && lane.current.release !== present.id ? { is: 'superseded' } : null;
};

const problem: Ending = asked =>
  goingBack(asked) ??
  (asked.present.closing.answers.some(({ is }) => is === 'problem') ? null : { is: 'done' });

const lock: Ending = ({ lane, now }) => (lockAt(lane, now) ? null : { is: 'unlocked' });

/** Kinds that stay news when what they offer is over. */
export const OFFERS: Partial<Record<NoticeKind, Ending>> = {
  ReleaseCompleted: accepting,
  TriggerFired: goingBack,
  ProblemReported: problem,
  RolledBack: lock,
  RollbackTakenOver: lock,
};

/** Those whose end the lane may bring without anything happening to the release. */
export const ENDED_BY_LANE: readonly NoticeKind[] = [
  'TriggerFired',
  'ProblemReported',
  'RolledBack',
  'RollbackTakenOver',
];

/** Where the release offers nothing of the kind, there is nothing that could end. */
export const OFFERED_BY: Partial<Record<NoticeKind, (then: Release) => boolean>> = {
  EvidenceRecorded: ({ status }) => BEFORE_TURN.includes(status),
  ReleaseCompleted: ({ terms }) => terms.closing !== undefined,
  TriggerFired: ({ rollout }) => rollout?.changed === true && rollout.from !== null,
  ProblemReported: ({ rollout }) => rollout?.changed === true && rollout.from !== null,
};
