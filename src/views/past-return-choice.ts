import type { Button } from '@slack/types';
import type { Refusal } from '../release/refusals.ts';
import type { DataWish } from '../release/rollback-parts.ts';
import type { Release } from '../release/state.ts';
import type { Version } from '../release/terms.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { Words } from '../words/words.ts';
import { actions, plainText, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { type Message, message } from './message.ts';

/** Beyond the point of no return: the truth, and a button for each way back there is. */
export function pastReturnChoice(
  release: Release,
  refusal: Extract<Refusal, { refusal: 'past-return' }>,
  to: Version | null,
  words: Words,
): Message {
  const says = sayRefusal(refusal, words, release.plan);
  const wishes: DataWish[] = refusal.canRestore ? ['restore', 'leave'] : ['leave'];
  return message(says, [
    section(says),
    // Action ids are unique within a block only.
    ...wishes.map(wish => actions([backButton(release, wish, to, words)])),
  ]);
}

function backButton(release: Release, data: DataWish, to: Version | null, words: Words): Button {
  const { label, title, text } = words.modals.pastReturn[data];
  const version = to ?? release.rollout?.from ?? '';
  return {
    type: 'button',
    action_id: to === null ? 'rollback-now' : 'rollback-to',
    text: plainText(label),
    value: buttonValue(release, to === null ? { data } : { data, to }),
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
