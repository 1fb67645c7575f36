import { describe, expect, it } from 'vitest';
import type { Block, Element } from '../../../sandbox/page/elements/element.ts';
import { problemsOf, stateOf } from '../../../sandbox/page/elements/values.ts';

const input = (element: Partial<Element>, optional = false): Block => ({
  type: 'input',
  block_id: 'b',
  optional,
  element: { type: 'plain_text_input', action_id: 'a', ...element },
});

const problem = (element: Partial<Element>, value: unknown, optional = false) =>
  problemsOf([input(element, optional)], { 'b/a': { value } }).b;

describe('the state that is sent', () => {
  it('holds initial values until something is entered', () => {
    const block = input({ initial_value: 'x' });
    expect(stateOf([block], {}).values).toEqual({ b: { a: { type: 'plain_text_input', value: 'x' } } });
    expect(stateOf([block], { 'b/a': { value: 'y' } }).values.b?.a).toEqual({
      type: 'plain_text_input',
      value: 'y',
    });
  });

  it('has every element that holds a value, also in actions, accessories and containers, and no button', () => {
    const select = (action_id: string): Element => ({ type: 'static_select', action_id });
    const blocks: Block[] = [
      {
        type: 'actions',
        block_id: 'x',
        elements: [select('s1'), { type: 'button', action_id: 'go' }, select('s2')],
      },
      {
        type: 'container',
        block_id: 'y',
        child_blocks: [{ type: 'section', block_id: 'z', accessory: select('s3') }],
      },
    ];
    const empty = { type: 'static_select', selected_option: null };
    expect(stateOf(blocks, {}).values).toEqual({ x: { s1: empty, s2: empty }, z: { s3: empty } });
  });
});

describe('a submission is held back', () => {
  it.each([
    [{}, null, 'Please complete this required field.'],
    [{ type: 'multi_users_select' }, [], 'Please complete this required field.'],
    [{ min_length: 5 }, 'abc', 'Please write at least 5 characters.'],
    [{ max_length: 2 }, 'abc', 'Please write at most 2 characters.'],
    [{ type: 'number_input', is_decimal_allowed: false }, '1.5', 'Please enter a whole number.'],
    [{ type: 'number_input', min_value: '3' }, '2', 'Please enter 3 or more.'],
    [{ type: 'number_input' }, 'x', 'Please enter a number.'],
    [{ type: 'email_text_input' }, 'ana', 'Please enter an email address.'],
    [{ type: 'url_text_input' }, 'javascript:x', 'Please enter a web address.'],
  ])('when %j holds %j', (element, value, sentence) => {
    expect(problem(element, value)).toBe(sentence);
  });

  it('and not when an optional field is empty or a value fits', () => {
    expect(problem({}, null, true)).toBeUndefined();
    expect(problem({ min_length: 2, max_length: 4 }, 'abc')).toBeUndefined();
    expect(problem({ type: 'number_input', min_value: '1', max_value: '3' }, '2')).toBeUndefined();
  });
});
