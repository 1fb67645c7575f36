import { refuseGates } from './gates.ts';
import { lockAt } from './lane.ts';
import { closureFor } from './override.ts';
import { startsHow } from './schedule.ts';
import type { Release, World } from './state.ts';
import type { Version } from './terms.ts';
import type { StartFacts } from './turn.ts';
import { refuseApprovals } from './using-approvals.ts';

/** What a job that wants to deploy a commit to a lane is told. */
export type ProtectionAnswer =
  /** `coming-back`: a rollback returns to that version. */
  | { is: 'approved'; release: Release; why: 'going-out' | 'coming-back' }
  | { is: 'rejected'; release: Release }
  /** Nothing is decided yet; it is looked at again. */
  | { is: 'waiting'; release: Release; why: NotYet };
type NotYet =
  | 'undecided'
  | 'locked'
  | 'frozen'
  | 'taken'
  /** Its planned start is still ahead. */
  | 'early'
  /** What people approved no longer counts: too old, or somebody left their group. */
  | 'unapproved'
  /** A gate that passed no longer does. */
  | 'gates'
  | 'over';

/**
 * Whether a commit may go out in a lane, by the newest release of exactly that commit; null when there is none. A
 * commit that a rollback comes back to may always.
 *
 * @param releases of the lane, newest first
 * @param commitOf the commit of the version a rollback goes back to, or null where it is not known
 * @param groups of everybody who approved what is ready, as they are now
 */
export function answerProtection(
  sha: string,
  releases: readonly Release[],
  { commitOf, groups }: { commitOf: (version: Version) => string | null } & Pick<StartFacts, 'groups'>,
  world: World,
): ProtectionAnswer | null {
  const { lane, organisation, now } = world;
  const back = releases.find(({ status }) => status === 'rolling-back');
  if (back?.rollback && commitOf(back.rollback.to) === sha)
    return { is: 'approved', release: back, why: 'coming-back' };
  const release = releases.find(({ plan }) => plan.commit === sha);
  if (!release) return null;
  const waiting = (why: NotYet) => ({ is: 'waiting', release, why }) as const;
  switch (release.status) {
    case 'starting':
    case 'deploying':
      return { is: 'approved', release, why: 'going-out' };
    case 'ready':
      // Everybody has agreed; what would hold tminus itself back holds others back too.
      if (lockAt(lane, now)) return waiting('locked');
      if (closureFor(release, organisation, now)) return waiting('frozen');
      if (lane.holder !== null && lane.holder !== release.id) return waiting('taken');
      if (startsHow(release) === 'at-its-time' && now < (release.plan.startAt ?? now))
        return waiting('early');
      if (refuseApprovals({ groups }, release, world)) return waiting('unapproved');
      if (refuseGates(release, now)) return waiting('gates');
      return { is: 'approved', release, why: 'going-out' };
    case 'rejected':
    case 'aborted':
    case 'rolling-back':
    case 'rolled-back':
    case 'taken-over':
      return { is: 'rejected', release };
    case 'completed':
      return waiting('over');
    case 'approving':
    case 'preparing':
    case 'polling':
    case 'held':
    case 'queued':
    case 'failed':
      return waiting('undecided');
  }
}

/** One word for a commit that goes out in several lanes at once: all of them have to agree, each may object. */
export function together(answers: readonly ProtectionAnswer[]): ProtectionAnswer | null {
  const first = (is: ProtectionAnswer['is']) => answers.find(answer => answer.is === is);
  return first('rejected') ?? first('waiting') ?? first('approved') ?? null;
}
