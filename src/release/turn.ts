import { withdrawSeats } from './automatic-seats.ts';
import type { Missed } from './criteria.ts';
import { figuresOf } from './gate-figures.ts';
import { refuseGates } from './gates.ts';
import { fenceAfter, type LaneEvent, lockAt } from './lane.ts';
import type { Closure } from './organisation.ts';
import { closureFor, isOverridden } from './override.ts';
import type { Permitted } from './plan.ts';
import { isHeldByPoll } from './poll.ts';
import { type Refusal, type RefusalKind, refuse } from './refusals.ts';
import { startsHow } from './schedule.ts';
import type { Decision, Release, World } from './state.ts';
import type { GroupName, Instant, PersonId, Version } from './terms.ts';
import { refuseApprovals } from './using-approvals.ts';
import { refuseVersion } from './version.ts';

/** What a release in the queue waits for. */
export type Waiting = 'lane' | 'lock' | 'freeze' | 'release-window';

/** From the wish to deploy to the start: the queue, then one look at the facts. */
export interface Turn {
  /** Set from the wish to deploy on; the release is in the queue or holds the lane. */
  requestedBy: PersonId | null;
  waitingFor: Waiting | null;
  /** Of whom somebody may except it from what the calendar has in its way; absent: nothing, or nobody knows. */
  exceptionsBy?: GroupName[];
  cameAt: Instant | null;
  /** Why the last attempt to start was held. */
  held: Refusal | null;
  /** Freezes and release windows somebody made an exception from; absent: none. */
  excepted?: string[];
}

/** What was learned from the outside right before the start. */
export interface StartFacts {
  /** What really runs there; null when nothing is deployed. */
  running: Version | null;
  /** The commit behind the tag now; null without a repository. */
  commit: string | null;
  /** The digest of the agreement with that commit. */
  digest: string;
  /** Groups of everybody who approved, or for whom somebody did, as they are now. */
  groups: Record<PersonId, GroupName[]>;
  /** What should hold of the service before it takes a deploy and does not, or could not be measured. */
  unfit?: { missed: Missed[]; problems: string[] };
}

export type TurnCommand =
  | ({ type: 'Deploy' } & Permitted)
  | { type: 'StartDeploy'; facts: StartFacts }
  | { type: 'HoldDeploy'; why: Refusal }
  | { type: 'MakeException'; by: PersonId; groups: GroupName[]; reason: string };

export type TurnEvent =
  | { type: 'ReleaseReady' }
  | { type: 'DeployRequested'; by: PersonId }
  /** `exceptionsBy`: as in `Turn`; absent in old events. */
  | { type: 'Queued'; behind: Waiting; reason: string; exceptionsBy?: GroupName[] }
  | { type: 'ExceptionMade'; by: PersonId; from: string[]; what: string; reason: string }
  | { type: 'TurnCame' }
  | { type: 'DeployHeld'; why: Refusal };

export const noTurn: Turn = { requestedBy: null, waitingFor: null, cameAt: null, held: null };

export function decideTurn(command: TurnCommand, release: Release, world: World): Decision | Refusal {
  const { status, plan } = release;
  if (command.type === 'Deploy') {
    const held = status === 'held' && !isHeldByPoll(release);
    if (status !== 'ready' && !held) {
      return refuse('wrong-state', { deed: 'deploy', status, instead: insteadOfDeploy(release) });
    }
    const isTheirs = command.by === plan.owner || release.requesters.includes(command.by);
    if (!isTheirs && !release.terms.permissions?.deploy) {
      return refuse('not-the-owner', { owner: plan.owner });
    }
    const { startAt } = plan;
    if (status === 'ready' && startAt !== undefined && startsHow(release) === 'at-its-time') {
      return refuse('starts-later', { at: startAt });
    }
    return { release: [{ type: 'DeployRequested', by: command.by }] };
  }
  if (command.type === 'MakeException') return decideException(command, release, world);
  if (status !== 'starting') return { release: [] };
  const leave: LaneEvent = { type: 'LaneLeft', release: release.id };
  if (command.type === 'HoldDeploy')
    return { release: [{ type: 'DeployHeld', why: command.why }], lane: [leave] };
  return startOrHold(command.facts, release, world, leave);
}

/** What of the calendar an exception is about: what will be in its way at its planned start, else what is now. */
export function closureToExcept(
  release: Release,
  { organisation, now }: Pick<World, 'organisation' | 'now'>,
): Closure | null {
  const { startAt } = release.plan;
  const atStart = startAt !== undefined && startAt > now ? closureFor(release, organisation, startAt) : null;
  return atStart ?? closureFor(release, organisation, now);
}

/** Somebody who may lets the release pass. */
function decideException(
  { by, groups, reason }: Extract<TurnCommand, { type: 'MakeException' }>,
  release: Release,
  world: World,
): Decision | Refusal {
  const closure = closureToExcept(release, world);
  if (!closure) return refuse('nothing-closed', {});
  if (!closure.exceptionsBy.some(group => groups.includes(group))) {
    return refuse('no-exception-by-you', { reason: closure.reason, groups: closure.exceptionsBy });
  }
  if (!reason.trim()) return refuse('reason-missing', { deed: 'except' });
  return { release: [{ type: 'ExceptionMade', by, from: closure.ids, what: closure.reason, reason }] };
}

const insteadOfDeploy = (release: Release) =>
  ({ approving: ['approve'], polling: ['go'], held: ['reopen'] as string[], rejected: ['edit'] })[
    release.status as string
  ] ?? ['status'];

function startOrHold(facts: StartFacts, release: Release, world: World, leave: LaneEvent): Decision {
  const { plan, id } = release;
  const { lane } = world;
  const noTag = refuseTag(facts, release);
  const why =
    refusePlace(release, world) ??
    noTag ??
    refuseVersion(plan, facts.running, lane) ??
    refuseApprovals(facts, release, world) ??
    refuseGates(release, world.now) ??
    refuseFitness(facts);
  if (!noTag && facts.digest !== release.digest) {
    const tag = refuse('tag-moved', { from: plan.commit, to: facts.commit });
    return {
      release: [
        { type: 'DeployHeld', why: tag },
        { type: 'ApprovalsVoided', why: 'the tag was moved', commit: facts.commit, digest: facts.digest },
      ],
      lane: [leave],
    };
  }
  if (why) {
    const held = { type: 'DeployHeld', why } as const;
    const counts = release.terms.approvals !== null && !isOverridden(release);
    const voids = counts && VOIDING.includes(why.refusal);
    // Nobody has to look again but those who would have had to without the gates.
    if (why.refusal === 'approvals-short' && why.against && why.gone.length === 0) {
      const { release: withdrawn = [] } = withdrawSeats(release, why.against, figuresOf(release, world.now));
      return { release: [held, ...withdrawn], lane: [leave] };
    }
    const { commit, digest } = facts;
    const voided = { type: 'ApprovalsVoided', why: why.refusal, commit, digest } as const;
    return { release: voids ? [held, voided] : [held], lane: [leave] };
  }
  const { running: from } = facts;
  // The lane grows with every start and every rollback, so a later decision always outranks an earlier one.
  const fence = fenceAfter(lane.streamVersion);
  return {
    release: [{ type: 'DeployStarted', from, fence }],
    lane: [{ type: 'VersionGoingOut', release: id, version: plan.version, from }],
  };
}

const VOIDING: readonly RefusalKind[] = ['type-too-low', 'approvals-expired', 'approvals-short'];

/** What may have come in between since the release had its turn. */
function refusePlace(release: Release, world: World): Refusal | null {
  const { holder } = world.lane;
  const refusal = refuseTime(release, world);
  return refusal ?? (holder === release.id ? null : refuse('lane-taken', { by: holder }));
}

/** What lets nothing start there now: a lock, or the calendar. */
export function refuseTime(release: Release, { lane, organisation, now }: World): Refusal | null {
  const lock = lockAt(lane, now);
  if (lock) return refuse('locked', { reason: lock.reason, by: lock.by });
  const closure = closureFor(release, organisation, now);
  if (closure?.kind === 'release-window') {
    return refuse('outside-window', { reason: closure.reason, opensAt: closure.until });
  }
  return closure && refuse('frozen', { reason: closure.reason, until: closure.until ?? now });
}

/** Without its tag nobody knows what would go out, and asking for approval again would not mend that. */
function refuseTag({ commit }: StartFacts, { plan }: Release): Refusal | null {
  const { repository, version } = plan;
  return repository !== null && commit === null ? refuse('no-such-tag', { version, repository }) : null;
}

/** R-WATCH-4: what is under strain already must not be given a deploy on top; what cannot be measured may be. */
function refuseFitness({ unfit }: StartFacts): Refusal | null {
  const isFit = !unfit || (unfit.missed.length === 0 && unfit.problems.length === 0);
  return isFit ? null : refuse('not-fit', unfit);
}

/** A release that wants to deploy joins the queue, waits while something stands in its way, then has its turn. */
export function settleTurn(release: Release, world: World): Decision {
  const { lane, organisation, now } = world;
  const { id, turn, plan } = release;
  if (!lane.queue.includes(id))
    return { lane: [{ type: 'LaneJoined', release: id, atFront: plan.type === 'hotfix' }] };
  const lock = lockAt(lane, now);
  const closure = closureFor(release, organisation, now);
  const [behind, reason]: [Waiting | null, string] = lock
    ? ['lock', lock.reason]
    : closure
      ? [closure.kind, closure.reason]
      : lane.holder !== null || lane.queue[0] !== id
        ? ['lane', lane.holder ?? lane.queue[0] ?? '']
        : [null, ''];
  if (behind === null) return { release: [{ type: 'TurnCame' }], lane: [{ type: 'LaneTaken', release: id }] };
  const exceptionsBy = behind === closure?.kind ? closure.exceptionsBy : undefined;
  // One freeze after the other is one wait, unless somebody else may end it.
  const isSame = turn.exceptionsBy === undefined || turn.exceptionsBy.join() === exceptionsBy?.join();
  if (turn.waitingFor === behind && isSame) return {};
  return { release: [{ type: 'Queued', behind, reason, ...(exceptionsBy && { exceptionsBy }) }] };
}

/** From the beginning; exceptions from the calendar stay. */
export const turnAgain = ({ excepted }: Turn): Turn => ({ ...noTurn, ...(excepted && { excepted }) });

export function evolveTurn(turn: Turn, event: TurnEvent, at: Instant): Turn {
  const afresh = turnAgain(turn);
  switch (event.type) {
    case 'ReleaseReady':
      return afresh;
    case 'DeployRequested':
      return { ...afresh, requestedBy: event.by };
    case 'Queued': {
      const { exceptionsBy: _, ...before } = turn;
      const { behind: waitingFor, exceptionsBy } = event;
      return { ...before, waitingFor, ...(exceptionsBy && { exceptionsBy }) };
    }
    case 'ExceptionMade':
      return { ...turn, excepted: [...(turn.excepted ?? []), ...event.from] };
    case 'TurnCame':
      return { ...turn, waitingFor: null, cameAt: at };
    case 'DeployHeld':
      return { ...afresh, held: event.why };
  }
}
