import { describe, expect, it } from 'vitest';
import { problemsWithBlocks, type Surface } from '../../../sandbox/workspace/block-rules.ts';
import { problemsWithView } from '../../../sandbox/workspace/view-rules.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));
const button = (extra: object = {}) => ({ type: 'button', text: plain('Go'), ...extra });
const option = (value: string) => ({ text: plain(value), value });
const options = (count: number) => times(count, index => option(`o${index}`));
const section = (extra: object = {}) => ({ type: 'section', text: mrkdwn('Hello'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object) => ({ type: 'input', label: plain('Name'), element });
const select = (extra: object = {}) => ({ type: 'static_select', options: options(2), ...extra });
const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Hi', style: { bold: true } }] }],
};
const cell = (text: string) => ({ type: 'raw_text', text });
const dataTable = { type: 'data_table', caption: 'Canary', rows: [[cell('Metric')], [richText]] };
const task = { type: 'task_card', task_id: '1', title: 'Install', status: 'complete', details: richText };
const chart = (type: string, rest: object) => ({
  type: 'data_visualization',
  title: 'Errors',
  chart: { type, ...rest },
});
const segments = (count: number) => times(count, index => ({ label: `s${index}`, value: index }));
const series = { series: [{ name: 'v1', data: segments(2) }], axis_config: { categories: ['s0', 's1'] } };
const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A chart' };

describe('blocks that Slack takes', () => {
  it.each<[string, Surface[], object]>([
    ['a section with fields and a button', ['message', 'modal', 'home'], section({ accessory: button() })],
    ['actions', ['message', 'modal', 'home'], actions(button({ style: 'danger', value: '1' }), select())],
    ['a context', ['message', 'modal', 'home'], { type: 'context', elements: [image, mrkdwn('by @ana')] }],
    ['a header', ['message', 'modal', 'home'], { type: 'header', text: plain('v1.2.3') }],
    ['a divider', ['message', 'modal', 'home'], { type: 'divider' }],
    ['an image', ['message', 'modal', 'home'], { ...image, title: plain('Canary') }],
    ['rich text', ['message', 'modal', 'home'], richText],
    ['a text input', ['message', 'modal', 'home'], input({ type: 'plain_text_input', multiline: true })],
    ['a number input', ['modal'], input({ type: 'number_input', is_decimal_allowed: false })],
    ['markdown', ['message'], { type: 'markdown', text: '**Hello**' }],
    ['a table', ['message', 'home'], { type: 'table', rows: [[cell('a'), cell('b')]] }],
    ['a data table', ['message', 'home'], dataTable],
    ['a pie chart', ['message'], chart('pie', { segments: segments(6) })],
    ['a line chart', ['message'], chart('line', series)],
    ['a plan', ['message'], { type: 'plan', title: 'Rollout', tasks: [task] }],
    ['a task card', ['message'], task],
    ['a card', ['message', 'home'], { type: 'card', title: mrkdwn('v1.2.3'), actions: [button()] }],
    ['a container', ['message'], { type: 'container', title: plain('More'), child_blocks: [section()] }],
    ['an alert', ['modal'], { type: 'alert', text: plain('Production is frozen'), level: 'warning' }],
  ])('%s stands on %j and nowhere else', (_what, surfaces, block) => {
    const all: Surface[] = ['message', 'modal', 'home'];
    expect(all.filter(surface => problemsWithBlocks([block], surface).length === 0)).toEqual(surfaces);
  });
});

describe('blocks that Slack refuses', () => {
  it.each<[string, object, string]>([
    ['an unknown type', { type: 'banner' }, 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    [
      'an inherited name as a type',
      { type: 'toString' },
      'unsupported type: toString [json-pointer:/blocks/0/type]',
    ],
    [
      'a field it does not know',
      section({ disabled: true }),
      'invalid additional property: disabled [json-pointer:/blocks/0]',
    ],
    ['a button that is disabled', actions(button({ disabled: true })), 'additional property: disabled'],
    ['a section without text and fields', { type: 'section' }, 'missing required field: text or fields'],
    [
      'an empty text',
      section({ text: mrkdwn('') }),
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a section text over 3000', section({ text: mrkdwn(long(3001)) }), 'must be less than 3001 characters'],
    ['a field over 2000', section({ fields: [mrkdwn(long(2001))] }), 'must be less than 2001 characters'],
    ['eleven fields', section({ fields: times(11, () => mrkdwn('x')) }), 'no more than 10 items allowed'],
    ['a header in mrkdwn', { type: 'header', text: mrkdwn('x') }, 'must be one of: plain_text'],
    ['a header over 150', { type: 'header', text: plain(long(151)) }, 'must be less than 151 characters'],
    ['26 actions', actions(...times(26, () => button())), 'no more than 25 items allowed'],
    ['no actions', actions(), 'no fewer than 1 items allowed'],
    [
      'eleven context elements',
      { type: 'context', elements: times(11, () => mrkdwn('x')) },
      'no more than 10',
    ],
    [
      'a button in a context',
      { type: 'context', elements: [button()] },
      'unsupported type for a context element',
    ],
    [
      'a button text over 75',
      actions(button({ text: plain(long(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    ['a button value over 2000', actions(button({ value: long(2001) })), 'must be less than 2001 characters'],
    ['a button of another style', actions(button({ style: 'success' })), 'must be one of: primary, danger'],
    ['an action id over 255', actions(button({ action_id: long(256) })), 'must be less than 256 characters'],
    [
      'an action id twice in a block',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      'action_id must be unique',
    ],
    ['101 options', actions(select({ options: options(101) })), 'no more than 100 items allowed'],
    [
      'a select without options',
      actions({ type: 'static_select' }),
      'missing required field: options or option_groups',
    ],
    [
      'an option value over 75',
      actions(select({ options: [option(long(76))] })),
      'must be less than 76 characters',
    ],
    [
      'six overflow options',
      actions({ type: 'overflow', options: options(6) }),
      'no more than 5 items allowed',
    ],
    [
      'eleven radio buttons',
      actions({ type: 'radio_buttons', options: options(11) }),
      'no more than 10 items',
    ],
    [
      'eleven checkboxes',
      actions({ type: 'checkboxes', options: options(11) }),
      'no more than 10 items allowed',
    ],
    ['a placeholder over 150', actions(select({ placeholder: plain(long(151)) })), 'must be less than 151'],
    ['a text input among actions', actions({ type: 'plain_text_input' }), 'unsupported type for an action'],
    [
      'a date that is none',
      actions({ type: 'datepicker', initial_date: '22/11/2026' }),
      'format that is not allowed',
    ],
    [
      'a confirm dialog over 300',
      actions(
        button({
          confirm: {
            title: plain('Sure?'),
            text: plain(long(301)),
            confirm: plain('Yes'),
            deny: plain('No'),
          },
        }),
      ),
      'must be less than 301 characters',
    ],
    [
      'a confirm dialog without a title',
      actions(button({ confirm: { text: plain('Sure?') } })),
      'field: title',
    ],
    ['an image without alt text', { ...image, alt_text: undefined }, 'missing required field: alt_text'],
    [
      'an image from nowhere',
      { type: 'image', alt_text: 'x' },
      'missing required field: image_url or slack_file',
    ],
    [
      '101 table rows',
      { type: 'table', rows: times(101, () => [cell('x')]) },
      'no more than 100 items allowed',
    ],
    [
      '21 table columns',
      { type: 'table', rows: [times(21, () => cell('x'))] },
      'no more than 20 items allowed',
    ],
    [
      '10,001 characters in a table',
      { type: 'table', rows: [[cell(long(5001)), cell(long(5000))]] },
      '10001 characters',
    ],
    ['a data table of one row', { ...dataTable, rows: [[cell('x')]] }, 'no fewer than 2 items allowed'],
    [
      'a data table without a caption',
      { ...dataTable, caption: undefined },
      'missing required field: caption',
    ],
    [
      'rich text in the header of a data table',
      { ...dataTable, rows: [[richText], [cell('x')]] },
      'a header cell',
    ],
    ['seven pie segments', chart('pie', { segments: segments(7) }), 'no more than 6 items allowed'],
    [
      'a chart of another type',
      chart('donut', { segments: segments(2) }),
      'unsupported type for a chart: donut',
    ],
    [
      'a chart title over 50',
      { ...chart('line', series), title: long(51) },
      'must be less than 51 characters',
    ],
    ['a task with another status', { ...task, status: 'skipped' }, 'must be one of: pending'],
    [
      'eleven cards',
      { type: 'carousel', elements: times(11, () => ({ type: 'card', title: mrkdwn('x') })) },
      'than 10',
    ],
    [
      'a plan in a container',
      { type: 'container', child_blocks: [{ type: 'plan', title: 'x' }] },
      'a child block',
    ],
    ['12,001 characters of markdown', { type: 'markdown', text: long(12_001) }, 'less than 12001 characters'],
    ['no object', [] as object, 'must provide an object [json-pointer:/blocks/0]'],
  ])('have %s', (_what, block, problem) => {
    expect(problemsWithBlocks([block], 'message').join('\n')).toContain(problem);
  });

  it.each<[string, object[], Surface, string]>([
    ['51 in a message', times(51, () => ({ type: 'divider' })), 'message', 'no more than 50 items allowed'],
    ['101 in a modal', times(101, () => ({ type: 'divider' })), 'modal', 'no more than 100 items allowed'],
    [
      'two with one block id',
      times(2, () => section({ block_id: 'b' })),
      'message',
      'block_id must be unique',
    ],
    ['two tables', times(2, () => ({ type: 'table', rows: [[cell('x')]] })), 'message', 'only one table'],
    ['three charts', times(3, () => chart('line', series)), 'message', 'only two data_visualization'],
    ['two long markdowns', times(2, () => ({ type: 'markdown', text: long(6001) })), 'message', 'in all'],
    [
      'two elements that take the focus',
      times(2, () => input({ type: 'plain_text_input', focus_on_load: true })),
      'modal',
      'only one element may have focus_on_load',
    ],
  ])('are %s', (_what, blocks, surface, problem) => {
    expect(problemsWithBlocks(blocks, surface).join('\n')).toContain(problem);
  });

  it('are no array', () => {
    expect(problemsWithBlocks({}, 'message')).toEqual(['[ERROR] must be an array [json-pointer:/blocks]']);
  });
});

describe('a view', () => {
  const modal = { type: 'modal', title: plain('Plan'), blocks: [section()] };

  it('that is fine has no problems', () => {
    expect(problemsWithView({ ...modal, callback_id: 'plan', private_metadata: 'draft-1' })).toEqual([]);
    expect(problemsWithView({ type: 'home', blocks: [section()] })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['without a title', { ...modal, title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'with a title over 24',
      { ...modal, title: plain(long(25)) },
      'less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['with a submit word over 24', { ...modal, submit: plain(long(25)) }, 'must be less than 25 characters'],
    [
      'with metadata over 3000',
      { ...modal, private_metadata: long(3001) },
      'must be less than 3001 characters',
    ],
    [
      'with an input and no submit',
      { ...modal, blocks: [input({ type: 'plain_text_input' })] },
      'missing required field: submit',
    ],
    [
      'with a bad block',
      { ...modal, blocks: [{ type: 'plan', title: 'x' }] },
      '[json-pointer:/view/blocks/0/type]',
    ],
    ['of another type', { ...modal, type: 'dialog' }, 'must be one of: modal, home'],
    [
      'on Home with a title',
      { type: 'home', title: plain('x'), blocks: [] },
      'invalid additional property: title',
    ],
    ['that is no object', 'modal', 'must provide an object [json-pointer:/view]'],
  ])('%s is refused', (_how, view, problem) => {
    expect(problemsWithView(view).join('\n')).toContain(problem);
  });
});
