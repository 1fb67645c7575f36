import { type Lane, lockAt } from '../release/lane.ts';
import { type RecoveryTimes, recoveryTimes } from '../release/recovery-times.ts';
import type { Rollback } from '../release/rollback.ts';
import type { Release } from '../release/state.ts';
import { type Instant, TMINUS } from '../release/terms.ts';
import { type Happening, type VerdictGiven, verdictsIn } from '../release/verdicts.ts';
import { clause, inline, person } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';

export interface ReportAbout {
  release: Release;
  /** All of it, oldest first. */
  history: readonly Happening[];
  /** As it is now. */
  lane: Lane;
  now: Instant;
  words: Words;
}

/** A rollback as far as it has come, and when it came there. */
export interface Account extends ReportAbout {
  rollback: Rollback;
  times: RecoveryTimes;
  /** What was found before it; null where a person or a failed step decided. */
  finding: VerdictGiven | null;
}

/** Null when the release was never taken back. */
export function accountOf(about: ReportAbout): Account | null {
  const times = recoveryTimes(about.history);
  const { rollback } = about.release;
  if (!rollback || !times) return null;
  const found = verdictsIn(about.history).find(
    ({ at, event }) => event.type === 'TriggerFired' && at === times.foundAt,
  );
  return { ...about, rollback, times, finding: found ?? null };
}

/** What came of it; mrkdwn, as all that follows. */
export function outcomeOf({ rollback, times, words }: Account): string {
  const { outcome } = words.report;
  if (times.overAt !== null) return outcome.done(inline(rollback.to), times.overAt - times.decidedAt);
  const { takenOver } = times;
  return takenOver ? outcome.takenOver(person(takenOver.by), clause(takenOver.reason)) : outcome.underWay;
}

export function deciderOf({ rollback, words }: Account): string {
  const { report, formats } = words;
  const who = rollback.by === TMINUS ? report.byRule : person(rollback.by);
  return `${report.decided(who, formats.utc(rollback.startedAt), clause(rollback.why))} ${report.way(rollback.way)}`;
}

/** Each part with how long it took, in the order in which they follow each other. */
export function timesTaken({ times, words }: Account): [name: string, took: string][] {
  const { report } = words;
  const { badSince, foundAt, decidedAt, trafficAwayAt, restoredAt, verifiedAt } = times;
  const between = (from: Instant | null, to: Instant | null, say: (ms: number) => string) =>
    from === null || to === null ? report.notRecorded : say(Math.max(0, to - from));
  return [
    [report.times.detect, between(badSince, foundAt, report.detect)],
    [report.times.decide, between(foundAt, decidedAt, report.decide)],
    [report.times.away, between(decidedAt, trafficAwayAt, report.away)],
    [report.times.restore, between(decidedAt, restoredAt, report.restore)],
    [report.times.verify, between(decidedAt, verifiedAt, report.verify)],
    [report.times.recover, between(foundAt, verifiedAt, report.recover)],
  ];
}

export function lockOf({ release, lane, now, words }: Account): string {
  const { plan } = release;
  const place = `${inline(plan.service)} (${words.terms.environment[plan.environment]})`;
  const lock = lockAt(lane, now);
  return lock
    ? words.report.locked(place, person(lock.by), clause(lock.reason))
    : words.report.unlocked(place);
}

export function nextOf({ release, lane, now, words }: Account): string {
  const { next } = words.report;
  if (release.status === 'rolling-back') return next.wait;
  const isLocked = lockAt(lane, now) !== null;
  const rest = isLocked ? next.unlock : next.free;
  return release.status === 'taken-over' ? words.formats.sentences([next.look, rest]) : rest;
}
