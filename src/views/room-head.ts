import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import { cut } from './limits.ts';
import { trafficOf } from './runbook-part.ts';

/** https://docs.slack.dev/reference/methods/conversations.setTopic and …setPurpose take 250 characters. */
const HEAD_MAX = 250;

/** What the channel is for. It names the release, so that the channel is found again when its making was interrupted. */
export function purposeOf({ id, plan }: Release, { room, card }: Words): string {
  const about = room.purpose(card.title(plan));
  return `${cut(about, HEAD_MAX - id.length - 3)} (${id})`;
}

/** How it stands, in a line that changes seldom. */
export function topicOf(release: Release, { room, terms, card, formats }: Words): string {
  const { status, plan, runbook, rollout } = release;
  const share = status === 'deploying' && runbook.shifts && rollout ? trafficOf(release) : null;
  const standing =
    share === null ? terms.status[status] : `${terms.status[status]}, ${formats.percent(share)}`;
  return cut(room.topic(card.title(plan), standing), HEAD_MAX);
}
