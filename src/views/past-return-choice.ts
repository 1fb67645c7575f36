import type { Button } from '@slack/types';
import type { Refusal } from '../release/refusals.ts';
import type { DataWish } from '../release/rollback-parts.ts';
import type { Release } from '../release/state.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { Words } from '../words/words.ts';
import { actions, plainText, section } from './blocks.ts';
import { buttonValue, type RollbackWish } from './button-value.ts';
import { type Message, message } from './message.ts';

/** Beyond the point of no return: the truth, and a button for each way back there is. */
export function pastReturnChoice(
  release: Release,
  refusal: Extract<Refusal, { refusal: 'past-return' }>,
  asked: Omit<RollbackWish, 'data'>,
  words: Words,
): Message {
  const says = sayRefusal(refusal, words, release.plan);
  const wishes: DataWish[] = refusal.canRestore ? ['restore', 'leave'] : ['leave'];
  return message(says, [
    section(says),
    // Action ids are unique within a block only.
    ...wishes.map(wish => actions([backButton(release, { ...asked, data: wish }, words)])),
  ]);
}

function backButton(release: Release, wish: RollbackWish & { data: DataWish }, words: Words): Button {
  const { label, title, text } = words.modals.pastReturn[wish.data];
  const version = wish.to ?? release.rollout?.from ?? '';
  return {
    type: 'button',
    action_id: wish.to == null ? 'rollback-now' : 'rollback-to',
    text: plainText(label),
    value: buttonValue(release, wish),
    style: 'danger',
    confirm: {
      title: plainText(title(version)),
      text: plainText(text),
      confirm: plainText(label),
      deny: plainText(words.cancel),
      style: 'danger',
    },
  };
}
