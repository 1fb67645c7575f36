import { type AlertCommand, type AlertEvent, decideAlert, evolveAlerts, type HeardAlert } from './alerts.ts';
import type { Release } from './state.ts';
import { type Instant, TMINUS } from './terms.ts';
import type { WatchReport } from './watch-report.ts';
import type { Finding, ProblemKind } from './watching.ts';

/** What watching has come to. Samples themselves are not events. */
export interface Watch {
  /** The finding that stands: a rollback or pause trigger that fired and was not overruled. */
  finding: Finding | null;
  /** Names of triggers that fired in this phase; each is told once, and after completion again when it comes back. */
  fired: string[];
  lost: { why: string; since: Instant } | null;
  /** When watching ends after completion. */
  until: Instant | null;
  /** Alerts from outside that were told, each by its key. */
  alerts: readonly HeardAlert[];
}

export type WatchCommand =
  | { type: 'RecordFinding'; finding: Finding }
  | { type: 'RecordLost'; why: string; kind?: ProblemKind }
  | { type: 'RecordReturned' }
  | AlertCommand
  | { type: 'EndWatch'; report?: WatchReport };

export type WatchEvent =
  | AlertEvent
  | { type: 'TriggerFired'; finding: Finding }
  | { type: 'MetricsLost'; why: string; kind?: ProblemKind }
  | { type: 'MetricsReturned' }
  /** Only the end of its time brings a report; earlier versions wrote none. */
  | { type: 'WatchEnded'; because: 'time' | 'superseded'; report?: WatchReport };

export const noWatch: Watch = { finding: null, fired: [], lost: null, until: null, alerts: [] };

/** Whether samples are taken: from the first traffic to the end of the watch, whatever else goes on. */
export function isWatched(release: Release): boolean {
  if (release.rollout?.firstTrafficAt == null || release.terms.watch.everyMs === 0) return false;
  if (release.status === 'completed') return release.watch.until !== null;
  return release.status === 'deploying' || release.status === 'failed' || release.status === 'rolling-back';
}

export function decideWatch(command: WatchCommand, release: Release, now: Instant): WatchEvent[] {
  const { watch } = release;
  if (command.type === 'EndWatch') {
    const { report } = command;
    const isOver = watch.until !== null && now >= watch.until;
    return isOver ? [{ type: 'WatchEnded', because: 'time', ...(report && { report }) }] : [];
  }
  if (!isWatched(release)) return [];
  switch (command.type) {
    case 'RecordAlert':
      return decideAlert(command, release);
    case 'RecordFinding':
      return watch.fired.includes(command.finding.trigger) && !isBack(command.finding, release)
        ? []
        : [{ type: 'TriggerFired', finding: command.finding }];
    case 'RecordLost':
      return watch.lost
        ? []
        : [{ type: 'MetricsLost', why: command.why, ...(command.kind && { kind: command.kind }) }];
    case 'RecordReturned':
      return watch.lost ? [{ type: 'MetricsReturned' }] : [];
  }
}

/** The same one again is no news: whoever looks again after a crash finds it just as new. */
const isBack = ({ again, trigger }: Finding, { status, watch }: Release): boolean =>
  again !== undefined &&
  status === 'completed' &&
  !(watch.finding?.trigger === trigger && watch.finding.again === again);

export function evolveWatch(watch: Watch, event: WatchEvent, at: Instant): Watch {
  switch (event.type) {
    case 'TriggerFired': {
      // What only pauses does not take the place of what asks to go back.
      const stands =
        event.finding.action === 'rollback' ||
        (event.finding.action === 'pause' && watch.finding?.action !== 'rollback');
      return {
        ...watch,
        fired: [...new Set([...watch.fired, event.finding.trigger])],
        finding: stands ? event.finding : watch.finding,
        alerts: evolveAlerts(watch.alerts, event),
      };
    }
    case 'AlertResolved':
      return { ...watch, alerts: evolveAlerts(watch.alerts, event) };
    case 'MetricsLost':
      return { ...watch, lost: { why: event.why, since: at } };
    case 'MetricsReturned':
      return { ...watch, lost: null };
    case 'WatchEnded':
      return { ...watch, until: null };
  }
}

/** A person who resumes overrules what was found, or that nothing can be; each new phase looks afresh. */
export const overruled = (watch: Watch, by: string): Watch =>
  by === TMINUS ? watch : { ...watch, finding: null, lost: null };
export const afresh = (watch: Watch): Watch => ({ ...watch, finding: null, fired: [] });
