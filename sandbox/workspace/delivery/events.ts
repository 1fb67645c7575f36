import type { AppConfig } from '../options.ts';
import { newId } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import type { Deliver } from './deliver.ts';

type EventsOptions = {
  app: AppConfig;
  teamId: string;
  deliver: Deliver;
  retryDelaysMs: number[];
  clock: () => number;
};

export type Events = {
  emit(event: Json): void;
  /** How many are not acknowledged and not given up yet. */
  underWay(): number;
  close(): void;
};

/** The Events API: delivered in the background, and again when not acknowledged. */
export function openEvents({ app, teamId, deliver, retryDelaysMs, clock }: EventsOptions): Events {
  const timers = new Set<NodeJS.Timeout>();
  let underWay = 0;
  let isClosed = false;

  async function attempt(payload: Json, number: number, reason: string): Promise<void> {
    if (isClosed) return;
    const receipt = await deliver({
      kind: 'event',
      payload,
      ...(number === 0 ? {} : { retry: { number, reason } }),
    });
    const delayMs = retryDelaysMs[number];
    if (receipt.acknowledged || receipt.noRetry || delayMs === undefined || isClosed) {
      underWay -= 1;
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(payload, number + 1, receipt.reason);
    }, delayMs);
    timer.unref();
    timers.add(timer);
  }

  return {
    emit(event) {
      if (!app.events.includes(subscription(event))) return;
      underWay += 1;
      const nowMs = clock();
      const payload = {
        token: 'verification-token',
        team_id: teamId,
        context_team_id: teamId,
        context_enterprise_id: null,
        api_app_id: app.id,
        event: { event_ts: (nowMs / 1000).toFixed(6), ...event },
        type: 'event_callback',
        event_id: newId('Ev'),
        event_time: Math.floor(nowMs / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: teamId,
            user_id: app.botUserId,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
      };
      // Slack sends events after the call that caused them was answered.
      setImmediate(() => void attempt(payload, 0, ''));
    },
    underWay: () => underWay,
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Messages are subscribed to by the kind of channel: `message.channels`, `message.groups`, `message.im`. */
function subscription(event: Json): string {
  if (event.type !== 'message') return String(event.type);
  const kinds: { [kind: string]: string } = { channel: 'channels', group: 'groups', im: 'im' };
  return `message.${kinds[String(event.channel_type)]}`;
}
