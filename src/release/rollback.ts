import { fenceAfter } from './lane.ts';
import type { Permitted } from './plan.ts';
import { passedNoReturn } from './point-of-no-return.ts';
import { type Refusal, refuse } from './refusals.ts';
import {
  canRestoreData,
  type DataWish,
  planRollback,
  type RollbackPart,
  refuseDataRestore,
} from './rollback-parts.ts';
import { currentStep } from './rollout.ts';
import type { Decision, Release, World } from './state.ts';
import { type GroupName, type Instant, type PersonId, TMINUS, type Version } from './terms.ts';

export const ROLLBACK_WAYS = ['immediate', 'phased', 'blue-green'] as const;
export type RollbackWay = (typeof ROLLBACK_WAYS)[number];

export interface Rollback {
  /** The version that is taken back. */
  bad: Version;
  to: Version;
  by: PersonId;
  why: string;
  way: RollbackWay;
  startedAt: Instant;
  fence: number;
  /** The rollout's operation that was running when it began. */
  interrupted: string | null;
  parts: RollbackPart[];
  /** Set where nobody could tell whether whoever began it may. */
  unchecked?: true;
  /** What whoever began it wanted of the data; absent where nothing was said. */
  data?: DataWish;
  /** How often the parts were begun from the first one: 1 unless something had to be asserted again. */
  round: number;
  /** Index of the part under way. */
  at: number;
  attempt: number;
  /** When something last failed; null again once a part was done. */
  failedAt: Instant | null;
  /** How many parts have failed in all. */
  failures: number;
  /** Set while an operation of the part is under way. */
  operation: { id: string; startedAt: Instant } | null;
  trafficAwayAt: Instant | null;
  /** Whether the traffic was taken off the bad version in this round. */
  away: boolean;
  troubled: boolean;
}

export type RollbackCommand =
  /** `data` has to be said beyond the point of no return; `restore` is never done without being asked for. */
  | {
      type: 'RollBack';
      by: PersonId;
      reason: string;
      way: RollbackWay;
      to: Version | null;
      data?: DataWish;
      /** Of those the permissions name; null when they could not be read, which stops nobody. */
      groups?: GroupName[] | null;
    }
  | { type: 'BeginPart'; part: number }
  /** `skipped`: it could not be done and need not be, because a later part does it too. */
  | { type: 'FinishPart'; part: number; operation: string; note: string; skipped?: true }
  | { type: 'BreakPart'; part: number; operation: string; why: string }
  | { type: 'ReportTrouble'; why: string }
  | ({ type: 'TakeOver'; reason: string } & Permitted);

export type RollbackEvent =
  | {
      type: 'RollbackStarted';
      by: PersonId;
      why: string;
      way: RollbackWay;
      bad: Version;
      to: Version;
      fence: number;
      parts: RollbackPart[];
      data?: DataWish;
      unchecked?: true;
      interrupted: string | null;
    }
  | { type: 'RollbackPartStarted'; part: number; attempt: number; operation: string }
  | { type: 'RollbackPartDone'; part: number; note: string; skipped?: true }
  | { type: 'RollbackPartFailed'; part: number; attempt: number; why: string }
  | { type: 'RollbackTroubled'; why: string }
  | { type: 'RollbackTakenOver'; by: PersonId; reason: string }
  | { type: 'RolledBack'; to: Version; tookMs: number };

export function decideRollback(command: RollbackCommand, release: Release, world: World): Decision | Refusal {
  if (command.type === 'RollBack') return start(command, release, world);
  const { rollback } = release;
  if (command.type === 'TakeOver') {
    if (release.status !== 'rolling-back') {
      return refuse('wrong-state', { deed: 'take over', status: release.status, instead: ['status'] });
    }
    if (!command.reason.trim()) return refuse('reason-missing', { deed: 'take over' });
    return {
      release: [{ type: 'RollbackTakenOver', by: command.by, reason: command.reason }],
      lane: lockAndLeave(release, command.by, `the rollback was taken over: ${command.reason}`),
    };
  }
  if (release.status !== 'rolling-back' || !rollback) return {};
  if (command.type === 'ReportTrouble') {
    return rollback.troubled ? {} : { release: [{ type: 'RollbackTroubled', why: command.why }] };
  }
  const { part } = command;
  if (part !== rollback.at) return {};
  if (command.type === 'BeginPart') {
    if (rollback.operation) return {};
    const attempt = rollback.attempt + 1;
    // A target never begins a known operation twice, so each round has ids of its own.
    const operation = `${release.id}.rollback-${rollback.round}-${part + 1}.${attempt}`;
    return { release: [{ type: 'RollbackPartStarted', part, attempt, operation }] };
  }
  // What a worker learned in an earlier attempt or round says nothing about this one.
  if (command.operation !== rollback.operation?.id) return {};
  if (command.type === 'BreakPart') {
    return {
      release: [{ type: 'RollbackPartFailed', part, attempt: rollback.attempt, why: command.why }],
    };
  }
  const { note, skipped } = command;
  return { release: [{ type: 'RollbackPartDone', part, note, ...(skipped ? { skipped } : {}) }] };
}

/** Whether a rollback may begin now, and what to say if not. Locks, freezes, queues and approvals never matter. */
function start(
  command: Extract<RollbackCommand, { type: 'RollBack' }>,
  release: Release,
  { lane }: World,
): Decision | Refusal {
  const { status, rollout, rollback, plan } = release;
  if (status === 'rolling-back' && rollback) {
    return refuse('already-rolling-back', { to: rollback.to, since: rollback.startedAt });
  }
  if (!rollout?.changed || !['deploying', 'failed', 'completed'].includes(status)) {
    return status === 'rolled-back' || status === 'aborted' || status === 'taken-over'
      ? refuse('wrong-state', { deed: 'roll back', status, instead: ['start'] })
      : refuse('nothing-deployed', { release: release.id });
  }
  if (lane.current && lane.current.release !== release.id) {
    return refuse('newer-release', { release: lane.current.release, version: lane.current.version });
  }
  if (rollout.from === null) return refuse('nothing-to-go-back-to', { version: plan.version });
  if (command.to !== null && (command.to === plan.version || !lane.good.includes(command.to))) {
    const known = lane.good.filter(version => version !== plan.version);
    return refuse('not-known-good', { version: command.to, known });
  }
  const to = command.to ?? rollout.from;
  return refuseData(command.data, release) ?? begin(release, lane.streamVersion, { ...command, to });
}

/** Beyond the point of no return people are told the truth, and say themselves what becomes of the data. */
function refuseData(data: DataWish | undefined, release: Release): Refusal | null {
  if (data === 'restore') return refuseDataRestore(release);
  const passed = data === undefined ? passedNoReturn(release) : null;
  if (!passed) return null;
  const { because } = passed.action.undo;
  return refuse('past-return', { step: passed.title, because, canRestore: canRestoreData(release) });
}

interface Wish {
  by: PersonId;
  reason: string;
  way: RollbackWay;
  to: Version;
  data?: DataWish;
  groups?: GroupName[] | null;
}

function begin(
  release: Release,
  laneVersion: number,
  { by, reason: why, way, to, data, groups }: Wish,
): Decision {
  const { plan, id } = release;
  const state = currentStep(release)?.state;
  return {
    release: [
      {
        type: 'RollbackStarted',
        by,
        why,
        way,
        bad: plan.version,
        to,
        fence: fenceAfter(laneVersion),
        parts: planRollback(release, way, to, data),
        ...(data && { data }),
        ...(groups === null && { unchecked: true as const }),
        interrupted: state?.is === 'running' ? state.operation : null,
      },
    ],
    lane: [{ type: 'VersionComingBack', release: id, version: plan.version, to }],
  };
}

const lockAndLeave = ({ id }: Release, by: PersonId, reason: string) => [
  { type: 'LaneLocked', by, reason, until: null, release: id } as const,
  { type: 'LaneLeft', release: id } as const,
];

/**
 * A fired rollback trigger or a failed step of a changed target rolls back, unless a step that nothing undoes was
 * begun (R-BACK-5): then the rollout is frozen. The last part done ends the rollback.
 */
export function settleRollback(release: Release, { lane, now }: World): Decision {
  const { rollout, rollback, watch, status } = release;
  if (status === 'deploying' && rollout?.changed && rollout.from !== null && !passedNoReturn(release)) {
    const state = currentStep(release)?.state;
    const failed = state?.is === 'failed' ? state.why : null;
    const finding = watch.finding?.action === 'rollback' ? watch.finding.trigger : null;
    const reason = finding ?? failed;
    const wish = { by: TMINUS, way: 'immediate', to: rollout.from } as const;
    if (reason !== null) return begin(release, lane.streamVersion, { ...wish, reason });
  }
  if (status === 'rolling-back' && rollback && rollback.at >= rollback.parts.length) {
    const { bad: version, to, why } = rollback;
    return {
      release: [{ type: 'RolledBack', to, tookMs: now - rollback.startedAt }],
      lane: [
        { type: 'VersionTakenBack', release: release.id, version, to },
        ...lockAndLeave(release, TMINUS, `${version} was rolled back: ${why}`),
      ],
    };
  }
  return {};
}
