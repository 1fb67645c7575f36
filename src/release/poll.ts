import { type ChecklistEvent, passedNow } from './checklist.ts';
import type { Permitted } from './plan.ts';
import { preparation, type ReadinessEvent, unready } from './readiness.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import type { Instant, PersonId, RoleName } from './terms.ts';

export interface PollRule {
  roles: RoleName[];
  /** The poll closes by itself after this long. */
  lastsMs: number;
}

export interface Vote {
  role: RoleName;
  by: PersonId;
  vote: 'go' | 'no-go';
  reason: string;
  at: Instant;
}

export interface Poll {
  openedAt: Instant;
  closesAt: Instant;
  /** The last vote of each role. */
  votes: Vote[];
  outcome: PollOutcome | null;
}

export type PollOutcome =
  | { is: 'go' }
  | { is: 'hold'; because: 'no-go'; by: PersonId; reason: string }
  | { is: 'hold'; because: 'silence'; silent: RoleName[] };

export type PollCommand =
  | ({
      type: 'CastVote';
      roles: RoleName[];
      vote: 'go' | 'no-go';
      reason: string;
      digest: string;
    } & Permitted)
  | { type: 'ClosePoll' }
  | ({ type: 'ReopenPoll' } & Permitted);

export type PollEvent =
  | { type: 'PollOpened'; closesAt: Instant }
  | { type: 'VoteCast'; by: PersonId; role: RoleName; vote: 'go' | 'no-go'; reason: string }
  | { type: 'PollClosed'; outcome: PollOutcome };

export const silentRoles = (rule: PollRule, poll: Poll): RoleName[] =>
  rule.roles.filter(role => !poll.votes.some(vote => vote.role === role));

export function decidePoll(
  command: PollCommand,
  release: Release,
  now: Instant,
): (PollEvent | ReadinessEvent | ChecklistEvent)[] | Refusal {
  const { poll, terms, status } = release;
  const rule = terms.poll;
  if (command.type === 'ReopenPoll') {
    if (status !== 'held' || !rule || !isHeldByPoll(release)) {
      return refuse('wrong-state', { deed: 'reopen the poll', status, instead: ['status'] });
    }
    const isTheirs = command.by === release.plan.owner || release.requesters.includes(command.by);
    if (!isTheirs && !terms.permissions?.reopen) {
      return refuse('not-the-owner', { owner: release.plan.owner });
    }
    const lacking = unready(release, { now });
    return lacking.length > 0
      ? [preparation(lacking)]
      : [...passedNow(release, now), pollOpened(rule, release, now)];
  }
  const open = status === 'polling' && rule && poll;
  if (command.type === 'ClosePoll') {
    if (!open || now < poll.closesAt) return [];
    return [
      { type: 'PollClosed', outcome: { is: 'hold', because: 'silence', silent: silentRoles(rule, poll) } },
    ];
  }
  // A vote after the end must not decide a poll that nobody has got round to closing.
  if (!open || now >= poll.closesAt || command.digest !== release.digest) return refuse('superseded', {});
  const roles = command.roles.filter(role => rule.roles.includes(role));
  if (roles.length === 0) return refuse('no-role', { roles: rule.roles });
  if (command.vote === 'no-go' && !command.reason.trim()) return refuse('reason-missing', { deed: 'no-go' });
  return roles
    .filter(
      role =>
        !poll.votes.some(vote => vote.role === role && vote.by === command.by && vote.vote === command.vote),
    )
    .map(role => ({
      type: 'VoteCast',
      by: command.by,
      role,
      vote: command.vote,
      reason: command.reason.trim(),
    }));
}

/** However close its time is, people can answer for so long. */
const SHORTEST_MS = 10 * 60_000;

/** A poll about a planned start is over when that comes. */
export const pollOpened = (rule: PollRule, { plan }: Pick<Release, 'plan'>, now: Instant): PollEvent => ({
  type: 'PollOpened',
  closesAt: Math.min(now + rule.lastsMs, Math.max(plan.startAt ?? Infinity, now + SHORTEST_MS)),
});
/** On hold because of its Go/No-Go, and not because of an attempt to start after that. */
export const isHeldByPoll = ({ poll, turn }: Pick<Release, 'poll' | 'turn'>): boolean =>
  poll?.outcome?.is === 'hold' && turn.held === null;

/** What an open poll comes to with the votes so far; null while it goes on. */
export function outcomeOf(rule: PollRule, poll: Poll): PollOutcome | null {
  const no = poll.votes.find(vote => vote.vote === 'no-go');
  if (no) return { is: 'hold', because: 'no-go', by: no.by, reason: no.reason };
  return silentRoles(rule, poll).length === 0 ? { is: 'go' } : null;
}

export function evolvePoll(poll: Poll | null, event: PollEvent, at: Instant): Poll | null {
  if (event.type === 'PollOpened')
    return { openedAt: at, closesAt: event.closesAt, votes: [], outcome: null };
  if (!poll) return null;
  if (event.type === 'PollClosed') return { ...poll, outcome: event.outcome };
  const { type: _, ...vote } = event;
  return { ...poll, votes: [...poll.votes.filter(other => other.role !== vote.role), { ...vote, at }] };
}
