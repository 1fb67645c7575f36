import type { Operation } from '../providers/deploys/port.ts';
import type { RollbackPart } from '../release/rollback-parts.ts';
import { cancelIfPossible } from './await-interrupted.ts';
import type { Again, Hand } from './duty.ts';
import { pursue } from './pursue.ts';
import { breakPart, finishPart, type PartUnderWay } from './rollback-part.ts';

/** How long an action that was told to stop is waited for: the next attempt must not meet it. */
const STOP_GRACE_MS = 30_000;

/** Carries out an action that takes back what a step or the release left behind. */
export async function runPart(
  under: PartUnderWay,
  { call, timeoutMs }: Extract<RollbackPart, { kind: 'run' }>,
  hand: Hand,
): Promise<Again | undefined> {
  const { release, rollback, operation: begun, justBegun } = under;
  const { service, environment } = release.plan;
  const target = hand.targets(service, environment, call.on);
  const operation: Operation = {
    id: begun.id,
    kind: 'run',
    action: call.action,
    ...(call.with && { with: call.with }),
    service,
    environment,
    version: rollback.bad,
    against: rollback.to,
    percent: 0,
    fence: rollback.fence,
  };
  const ageMs = (await hand.db.now()) - begun.startedAt;
  const seen = await pursue(operation, justBegun ? null : ageMs, target, hand);
  switch (seen.is) {
    case 'succeeded':
      return finishPart(under, seen.note ?? '', hand);
    case 'failed':
    case 'unknown':
      return breakPart(under, seen.why, hand);
    case 'running':
      if (ageMs <= timeoutMs) return { againInMs: ageMs < 5_000 ? 250 : 1_000 };
  }
  await cancelIfPossible(operation, target, hand);
  if (ageMs <= timeoutMs + STOP_GRACE_MS) return { againInMs: 1_000 };
  return breakPart(under, `not done after ${Math.round(ageMs / 1000)} s`, hand);
}
