import { problemsWithBlocks } from './block-rules.ts';
import {
  anything,
  flag,
  isObject,
  may,
  must,
  oneOf,
  type Place,
  report,
  type Shape,
  shape,
  string,
} from './rules/check.ts';
import { plainText } from './rules/texts.ts';

// Limits: https://docs.slack.dev/reference/views

const every: Shape = {
  type: must(oneOf('modal', 'home')),
  blocks: must(anything),
  private_metadata: may(string(3000)),
  callback_id: may(string(255)),
  external_id: may(string(255)),
};

const modal: Shape = {
  ...every,
  title: must(plainText(24)),
  submit: may(plainText(24)),
  close: may(plainText(24)),
  clear_on_close: may(flag),
  notify_on_close: may(flag),
  submit_disabled: may(flag),
};

/** What Slack would refuse in this modal or App Home, in its words; an empty list means that it takes it. */
export function problemsWithView(view: unknown): string[] {
  const at: Place = { pointer: '/view', surface: 'modal', problems: [] };
  if (!isObject(view)) {
    report(at, 'must provide an object');
    return at.problems;
  }
  const isHome = view.type === 'home';
  shape(isHome ? every : modal)(view, at);
  if (view.blocks !== undefined)
    at.problems.push(...problemsWithBlocks(view.blocks, isHome ? 'home' : 'modal', '/view/blocks'));
  if (!isHome && hasInput(view.blocks) && !isObject(view.submit))
    report(at, 'missing required field: submit');
  return at.problems;
}

/** https://docs.slack.dev/reference/methods/views.open lists `view_too_large` for views over 250 kB. */
export function isTooLarge(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > 250_000;
}

function hasInput(blocks: unknown): boolean {
  return Array.isArray(blocks) && blocks.some(block => isObject(block) && block.type === 'input');
}
