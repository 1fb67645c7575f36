import type { Release } from './state.ts';
import type { WatchEvent } from './watch.ts';
import { ACTION_OF, type AlertSeen, type AlertSeverity, type TriggerAction } from './watching.ts';

/** An alert that was told, and whether it is over. */
export interface HeardAlert {
  key: string;
  isOver: boolean;
}

export interface AlertCommand {
  type: 'RecordAlert';
  alert: AlertSeen;
  severity: AlertSeverity;
  state: 'firing' | 'resolved';
}

/** One that fires is a `TriggerFired` with the alert in its finding. */
export type AlertEvent = { type: 'AlertResolved'; name: string; key: string };

/** What Alertmanager sends again is no news, however often, and neither is the end of what was never told. */
export function decideAlert(
  { alert, severity, state }: AlertCommand,
  { watch, rollout }: Release,
): WatchEvent[] {
  const heard = watch.alerts.find(({ key }) => key === alert.key);
  if (state === 'resolved') {
    return heard && !heard.isOver ? [{ type: 'AlertResolved', name: alert.name, key: alert.key }] : [];
  }
  if (heard) return [];
  // What began before the new version had traffic is not its doing, and going back would not end it.
  const isOlder = alert.startsAt < (rollout?.firstTrafficAt ?? alert.startsAt);
  const action: TriggerAction = isOlder ? 'notify' : ACTION_OF[severity];
  const nothingMeasured = { seen: 0, limit: 0, baseline: null, canaryRequests: 0, windowMs: 0 };
  return [
    {
      type: 'TriggerFired',
      finding: {
        trigger: `alert ${alert.name}`,
        action,
        severity,
        ...nothingMeasured,
        since: alert.startsAt,
        alert,
      },
    },
  ];
}

export function evolveAlerts(
  alerts: readonly HeardAlert[],
  event: Extract<WatchEvent, { type: 'TriggerFired' | 'AlertResolved' }>,
): readonly HeardAlert[] {
  if (event.type === 'AlertResolved') {
    return alerts.map(one => (one.key === event.key ? { ...one, isOver: true } : one));
  }
  const key = event.finding.alert?.key;
  return key === undefined ? alerts : [...alerts, { key, isOver: false }];
}
