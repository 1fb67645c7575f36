import type { Rollback, RollbackEvent } from './rollback.ts';
import type { Instant } from './terms.ts';

/** Folds one event into the rollback it begins or belongs to. */
export function evolveRollback(
  rollback: Rollback | null,
  event: RollbackEvent,
  at: Instant,
): Rollback | null {
  if (event.type === 'RollbackStarted') {
    const { type: _, ...begun } = event;
    return {
      ...begun,
      startedAt: at,
      round: 1,
      at: 0,
      attempt: 0,
      failedAt: null,
      failures: 0,
      operation: null,
      trafficAwayAt: null,
      // What never was installed has no traffic to take away.
      away: begun.parts.every(part => part.kind !== 'shift' && part.kind !== 'restore'),
      troubled: false,
    };
  }
  if (!rollback) return null;
  switch (event.type) {
    case 'RollbackPartStarted':
      return { ...rollback, attempt: event.attempt, operation: { id: event.operation, startedAt: at } };
    case 'RollbackPartDone': {
      const part = rollback.parts[event.part];
      const takesAway = (part?.kind === 'shift' && part.percent === 0) || part?.kind === 'restore';
      const away = rollback.away || (takesAway && !event.skipped);
      return {
        ...rollback,
        at: event.part + 1,
        attempt: 0,
        failedAt: null,
        operation: null,
        away,
        trafficAwayAt: rollback.trafficAwayAt ?? (away ? at : null),
      };
    }
    case 'RollbackPartFailed': {
      // What was read back is not what was asked for: assert everything again, the traffic first.
      const kind = rollback.parts[event.part]?.kind;
      const failures = rollback.failures + 1;
      const failed = { ...rollback, operation: null, failedAt: at, failures, troubled: true };
      return kind === 'verify' || kind === 'cancel'
        ? { ...failed, round: rollback.round + 1, at: 0, attempt: 0, away: false }
        : failed;
    }
    case 'RollbackTroubled':
      return { ...rollback, troubled: true };
    case 'RollbackTakenOver':
    case 'RolledBack':
      return rollback;
  }
}
