import type { Button, ConfirmationDialog } from '@slack/types';
import { currentStep } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';
import type { Version } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { plainText } from './blocks.ts';
import { buttonValue, type RollbackWish } from './button-value.ts';
import type { Deed } from './offers.ts';
import type { Scene } from './scene.ts';

const STYLES: Partial<Record<Deed, 'primary' | 'danger'>> = {
  approve: 'primary',
  'ask-again': 'primary',
  'incident-ack': 'primary',
  go: 'primary',
  deploy: 'primary',
  reopen: 'primary',
  reject: 'danger',
  'no-go': 'danger',
  'rollback-now': 'danger',
  'rollback-to': 'danger',
  'take-over': 'danger',
};

/** A button whose `action_id` is the deed. Those that open a modal ask there; other risky ones ask here. */
export const deedButton = (deed: Deed, release: Release, words: Words): Button =>
  button(deed, buttonValue(release), questionOf(deed, release, words), words);

/** Goes back in the way that was asked for, and to a version of one's choice, which need not be the one before. */
export const rollbackButton = (release: Release, to: Version, wish: RollbackWish, words: Words): Button =>
  button(
    wish.to == null ? 'rollback-now' : 'rollback-to',
    buttonValue(release, wish),
    words.confirms['rollback-now'](release.plan.version, to),
    words,
  );

/** Rolls back what is going out where a hotfix waits; null while that has changed nothing. */
export function makeWayButton({ lane, words }: Scene): Button | null {
  const { holder, current, good } = lane;
  const [before] = good;
  if (holder === null || current?.release !== holder || before === undefined) return null;
  const asks = words.confirms['rollback-now'](current.version, before);
  const made = button('rollback-now', buttonValue({ id: holder }), asks, words);
  return { ...made, text: plainText(`${words.buttons['rollback-now']} ${current.version}`) };
}

interface Question {
  title: string;
  text: string;
}

function button(deed: Deed, value: string, asks: Question | null, words: Words): Button {
  const style = STYLES[deed];
  return {
    type: 'button',
    action_id: deed,
    text: plainText(words.buttons[deed]),
    value,
    ...(style ? { style } : {}),
    ...(asks ? { confirm: dialog(deed, asks, words) } : {}),
  };
}

function dialog(deed: Deed, asks: Question, words: Words): ConfirmationDialog {
  return {
    title: plainText(asks.title),
    text: plainText(asks.text),
    confirm: plainText(words.buttons[deed]),
    deny: plainText(words.cancel),
    ...(STYLES[deed] === 'danger' ? { style: 'danger' as const } : {}),
  };
}

function questionOf(deed: Deed, release: Release, words: Words): Question | null {
  const { plan, rollout, watch } = release;
  const step = currentStep(release)?.step;
  const place = `${plan.service} · ${words.terms.environment[plan.environment]}`;
  switch (deed) {
    case 'deploy':
      return words.confirms.deploy(words.card.title(plan));
    case 'promote':
      return words.confirms.promote(words.formats.percent(rollout?.traffic ?? 0));
    case 'rollback-now':
      return words.confirms['rollback-now'](plan.version, rollout?.from ?? plan.running ?? '');
    case 'retry':
      return step ? words.confirms.retry(step.title) : null;
    case 'resume':
      return words.confirms.resume(watch.finding?.trigger ?? null);
    case 'unlock':
      return words.confirms.unlock(place);
    default:
      return null;
  }
}
