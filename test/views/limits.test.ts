import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import { actions, context, fields, header, plainText, section } from '../../src/views/blocks.ts';
import { cut, cutMrkdwn, LIMITS, withinLimits } from '../../src/views/limits.ts';
import { progressBar } from '../../src/views/progress-bar.ts';

describe('a text that is too long', () => {
  it('ends with an ellipsis and never with half a character', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('ab🚀🚀', 4)).toBe('ab…');
  });

  it.each([
    ['waiting for <@U01ANAVEGA>', 20, 'waiting for …'],
    ['a &amp; b', 5, 'a …'],
    ['<!date^1^{time}|12:00 UTC>', 10, '…'],
  ])('%s is not cut within what Slack reads', (text, max, short) => expect(cutMrkdwn(text, max)).toBe(short));

  it('is never longer than allowed, and untouched when it fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (text, max) => {
          for (const short of [cut(text, max), cutMrkdwn(text, max)]) {
            expect(short.length).toBeLessThanOrEqual(max);
            if (text.length <= max) expect(short).toBe(text);
          }
        },
      ),
    );
  });
});

describe('whatever is put into a message', () => {
  const long = 'x'.repeat(9000);
  const button = { type: 'button', action_id: 'show', text: plainText(long) } as const;

  it('fits afterwards', () => {
    const confirm = {
      title: plainText(long),
      text: plainText(long),
      confirm: plainText(long),
      deny: plainText(long),
    };
    const blocks = withinLimits(
      [
        header(long),
        section(long, { ...button, confirm }),
        fields(Array.from({ length: 14 }, () => [long, long] as const)),
        context(...Array.from({ length: 14 }, () => long)),
        actions(Array.from({ length: 60 }, (_, n) => ({ ...button, action_id: `show/${n}` }))),
        ...Array.from({ length: 80 }, () => section('ok')),
      ],
      'message',
    );
    expect(problemsWithBlocks(blocks, 'message')).toEqual([]);
    expect(blocks).toHaveLength(LIMITS.blocks.message);
    expect(blocks.at(-1)).toEqual(context('…'));
  });

  it('loses the blocks that have nothing to say', () => {
    expect(withinLimits([header(' '), section(''), context(''), actions([]), fields([])], 'message')).toEqual(
      [],
    );
  });

  it('keeps every button, in as many rows as it takes', () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ ...button, action_id: `show/${n}` }));
    expect(withinLimits([actions(many)], 'message')).toHaveLength(3);
  });
});

it.each([
  [0, '▱▱▱▱▱▱▱▱▱▱'],
  [1, '▰▱▱▱▱▱▱▱▱▱'],
  [50, '▰▰▰▰▰▱▱▱▱▱'],
  [99, '▰▰▰▰▰▰▰▰▰▱'],
  [100, '▰▰▰▰▰▰▰▰▰▰'],
])('the bar of %d %% is %s', (percent, bar) => expect(progressBar(percent)).toBe(bar));
