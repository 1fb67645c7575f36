import { randomBytes } from 'node:crypto';
import { SlackRefusal } from './slack-refusal.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction: three seconds, one use. */
const lifeMs = 3000;
const forgetMs = 600_000;

/** Whose click it was and, when it came from a modal, which. */
export type Origin = { person: string; viewId?: string };

export type Triggers = {
  issue(origin: Origin): string;
  /** Throws SlackRefusal `expired_trigger_id`, `exchanged_trigger_id` or `invalid_trigger_id`. */
  exchange(id: string): Origin;
};

export function openTriggers(clock: () => number): Triggers {
  const issued = new Map<string, { origin: Origin; atMs: number; used: boolean }>();

  function forgetOld(): void {
    for (const [id, { atMs }] of issued) {
      if (clock() - atMs < forgetMs) break;
      issued.delete(id);
    }
  }

  return {
    issue(origin) {
      forgetOld();
      const id = `${Math.round(clock())}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { origin, atMs: clock(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
      if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
      if (clock() - trigger.atMs > lifeMs) throw new SlackRefusal('expired_trigger_id');
      trigger.used = true;
      return trigger.origin;
    },
  };
}
