import type { Release, World } from './state.ts';
import type { Instant, Version } from './terms.ts';

/**
 * The end of the version before, which a strategy such as blue-green keeps installed for a while after completion to
 * switch back to. It is stopped by an action of the organisation's own.
 */
export interface Retirement {
  operation: string;
  startedAt: Instant;
  isOver: boolean;
}

export type RetirementCommand =
  | { type: 'BeginRetirement' }
  | { type: 'FinishRetirement'; note: string }
  /** It stays: because it is needed again, or because it could not be stopped. */
  | { type: 'KeepVersion'; why: string };

export type RetirementEvent =
  | { type: 'RetirementStarted'; version: Version; operation: string }
  | { type: 'VersionRetired'; version: Version; note: string }
  | { type: 'VersionKept'; version: Version; why: string };

/** When the version before is to be stopped; null when it is not, or was. */
export function retiresAt({ status, runbook, rollout, retirement, endedAt }: Release): Instant | null {
  const { keepOld } = runbook;
  if (status !== 'completed' || !keepOld?.retire || rollout?.from == null || endedAt === null) return null;
  return retirement?.isOver ? null : endedAt + keepOld.ms;
}

export function decideRetirement(
  command: RetirementCommand,
  release: Release,
  { now }: World,
): RetirementEvent[] {
  const dueAt = retiresAt(release);
  const version = release.rollout?.from;
  if (dueAt === null || now < dueAt || version == null) return [];
  switch (command.type) {
    case 'BeginRetirement':
      return release.retirement
        ? []
        : [{ type: 'RetirementStarted', version, operation: `${release.id}.retire.1` }];
    case 'FinishRetirement':
      return release.retirement ? [{ type: 'VersionRetired', version, note: command.note }] : [];
    case 'KeepVersion':
      return [{ type: 'VersionKept', version, why: command.why }];
  }
}

export function evolveRetirement(
  retirement: Retirement | null,
  event: RetirementEvent,
  at: Instant,
): Retirement | null {
  if (event.type === 'RetirementStarted') return { operation: event.operation, startedAt: at, isOver: false };
  return { ...(retirement ?? { operation: '', startedAt: at }), isOver: true };
}
