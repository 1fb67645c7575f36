import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, sentenceOf } from '../../src/commands/parse.ts';

const words = (text: string) => parse(text).words.map(word => word.text);
const flags = (text: string, valued: string[] = ['strategy']) =>
  Object.fromEntries(parse(text, valued).flags);

describe('what a person types', () => {
  it.each([
    ['start v1.2.3 minor prod', ['start', 'v1.2.3', 'minor', 'prod']],
    ['  approve   ', ['approve']],
    ['reject "too risky today"', ['reject', 'too risky today']],
    ['reject “curly quotes of a phone”', ['reject', 'curly quotes of a phone']],
    ["no-go 'single quotes'", ['no-go', 'single quotes']],
    ["reject it doesn't work", ['reject', 'it', "doesn't", 'work']],
    ['reject "never closed', ['reject', '"never', 'closed']],
    ['owner <@U1|ana>', ['owner', '<@U1>']],
    ['owner <@U1|ana maria>', ['owner', '<@U1>']],
    ['in <#C1|general>', ['in', '<#C1>']],
    ['see <https://acme.example/x|acme.example/x>', ['see', 'acme.example/x']],
    ['a &lt; b &amp;&amp; c', ['a', '<', 'b', '&&', 'c']],
    ['&amp;lt;', ['&lt;']],
    ['', []],
  ])('%j is read as the words %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['x --strategy canary y', { strategy: 'canary' }, ['x', 'y']],
    ['x --strategy=canary y', { strategy: 'canary' }, ['x', 'y']],
    ['x --strategy="two words" y', { strategy: 'two words' }, ['x', 'y']],
    ['x —strategy canary', { strategy: 'canary' }, ['x']],
    ['x --dry-run y', { 'dry-run': true }, ['x', 'y']],
    ['x --strategy', { strategy: true }, ['x']],
    ['x --strategy --dry-run', { strategy: true, 'dry-run': true }, ['x']],
    ['x --STRATEGY canary', { strategy: 'canary' }, ['x']],
    ['x "--strategy" canary', {}, ['x', '--strategy', 'canary']],
    ['x -- y', {}, ['x', '--', 'y']],
  ])('%j has the flags %j', (text, expected, rest) => {
    expect(flags(text)).toEqual(expected);
    expect(parse(text, ['strategy']).words.map(word => word.text)).toEqual(rest);
  });

  it('remembers what stood in quotes, so that a reason is never taken for a name', () => {
    expect(parse('reject "production"').words).toEqual([
      { text: 'reject', quoted: false },
      { text: 'production', quoted: true },
    ]);
  });

  it('is read to its end whatever it is, and no word is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), text => {
        expect(parse(text, ['strategy']).words.every(word => word.quoted || word.text !== '')).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9.]{1,12}$/), { maxLength: 12 }), typed => {
        expect(sentenceOf(parse(typed.join('  ')).words)).toBe(typed.join(' '));
      }),
    );
  });
});
