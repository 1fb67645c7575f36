import type { Button, ConfirmationDialog } from '@slack/types';
import { currentStep } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import { plainText } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import type { Deed } from './offers.ts';

const STYLES: Partial<Record<Deed, 'primary' | 'danger'>> = {
  approve: 'primary',
  go: 'primary',
  deploy: 'primary',
  reopen: 'primary',
  reject: 'danger',
  'no-go': 'danger',
  'rollback-now': 'danger',
  'take-over': 'danger',
};

/** A button whose `action_id` is the deed. Those that open a modal ask there; other risky ones ask here. */
export function deedButton(deed: Deed, release: Release, words: Words): Button {
  const style = STYLES[deed];
  const confirm = confirmOf(deed, release, words);
  return {
    type: 'button',
    action_id: deed,
    text: plainText(words.buttons[deed]),
    value: buttonValue(release),
    ...(style ? { style } : {}),
    ...(confirm ? { confirm } : {}),
  };
}

function confirmOf(deed: Deed, release: Release, words: Words): ConfirmationDialog | null {
  const asks = questionOf(deed, release, words);
  if (!asks) return null;
  return {
    title: plainText(asks.title),
    text: plainText(asks.text),
    confirm: plainText(words.buttons[deed]),
    deny: plainText(words.cancel),
    ...(STYLES[deed] === 'danger' ? { style: 'danger' as const } : {}),
  };
}

function questionOf(deed: Deed, release: Release, words: Words): { title: string; text: string } | null {
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
