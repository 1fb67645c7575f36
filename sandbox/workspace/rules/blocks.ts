import { type BlockRule, block, everywhere } from './block-rule.ts';
import { all, type Check, flag, list, may, must, oneOf, type Place, someOf, string, typed } from './check.ts';
import { inActions, inContextActions, inInput, inModalInput, inSection } from './elements.ts';
import { richBlocks } from './rich-blocks.ts';
import { anyText, image, plainText, richText } from './texts.ts';

// Surfaces and limits: https://docs.slack.dev/reference/block-kit/blocks

const input: Check = (value, at) => {
  const allowed = at.surface === 'modal' ? inModalInput : inInput;
  block({
    label: must(plainText(2000)),
    hint: may(plainText(2000)),
    optional: may(flag),
    dispatch_action: may(flag),
    element: must(typed(() => allowed, 'an input')),
  })(value, at);
};

const inContainer = ['actions', 'context', 'divider', 'header', 'image', 'input'].concat([
  'rich_text',
  'section',
  'table',
  'video',
]);

const child: Check = (value, at: Place) =>
  typed(() => Object.fromEntries(inContainer.map(type => [type, blockRules[type]!.check])), 'a child block')(
    value,
    at,
  );

/** Every block by its type: where it may stand and what it may hold. */
export const blockRules: { [type: string]: BlockRule } = {
  ...richBlocks,
  section: {
    surfaces: everywhere,
    check: all(
      block({
        text: may(anyText(3000)),
        fields: may(list(anyText(2000), 1, 10)),
        accessory: may(typed(() => inSection, 'an accessory')),
        expand: may(flag),
      }),
      someOf('text', 'fields'),
    ),
  },
  actions: {
    surfaces: everywhere,
    check: block({
      elements: must(
        list(
          typed(() => inActions, 'an action'),
          1,
          25,
        ),
      ),
    }),
  },
  context: {
    surfaces: everywhere,
    check: block({
      elements: must(
        list(
          typed(
            () => ({ image: image(), plain_text: anyText(3000), mrkdwn: anyText(3000) }),
            'a context element',
          ),
          1,
          10,
        ),
      ),
    }),
  },
  header: {
    surfaces: everywhere,
    check: block({ text: must(plainText(150)), level: may(oneOf(1, 2, 3, 4)) }),
  },
  divider: { surfaces: everywhere, check: block({}) },
  image: {
    surfaces: everywhere,
    check: image({ block_id: may(string(255, 1)), title: may(plainText(2000)) }),
  },
  video: {
    surfaces: everywhere,
    check: block({
      alt_text: must(string(2000, 1)),
      title: must(plainText(199)),
      video_url: must(string(3000, 1)),
      thumbnail_url: must(string(3000, 1)),
      title_url: may(string(3000)),
      description: may(plainText(200)),
      author_name: may(string(49)),
      provider_name: may(string(255)),
      provider_icon_url: may(string(3000)),
    }),
  },
  input: { surfaces: everywhere, check: input },
  rich_text: { surfaces: everywhere, check: richText },
  markdown: { surfaces: ['message'], check: block({ text: must(string(12_000, 1)) }) },
  container: {
    surfaces: ['message'],
    check: block({
      title: may(plainText(150)),
      rich_text_title: may(richText),
      subtitle: may(anyText(150)),
      icon: may(image()),
      width: may(oneOf('narrow', 'standard', 'wide', 'full')),
      is_collapsible: may(flag),
      default_collapsed: may(flag),
      has_header_divider: may(flag),
      child_blocks: must(list(child, 1, 10)),
    }),
  },
  /** Slack refuses it in messages although its types allow it: github.com/slackapi/node-slack-sdk/issues/2567 */
  alert: {
    surfaces: ['modal'],
    check: block({
      text: must(anyText(200)),
      level: may(oneOf('default', 'info', 'warning', 'error', 'success')),
    }),
  },
  context_actions: {
    surfaces: ['message'],
    check: block({
      elements: must(
        list(
          typed(() => inContextActions, 'a context action'),
          1,
          5,
        ),
      ),
    }),
  },
};
