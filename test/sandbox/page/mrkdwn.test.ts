import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emojiNamed } from '../../../sandbox/page/mrkdwn/emoji.ts';
import { formatDate, localOf, secondsOf } from '../../../sandbox/page/mrkdwn/format-date.ts';
import { parseInline, parseMrkdwn } from '../../../sandbox/page/mrkdwn/parse-mrkdwn.ts';

describe('mrkdwn', () => {
  it('styles words, not parts of words', () => {
    expect(parseInline('*bold* _italic_ ~gone~ `x*y*`').map(inline => inline.is)).toEqual([
      'bold',
      'text',
      'italic',
      'text',
      'strike',
      'text',
      'code',
    ]);
    expect(parseInline('snake_case_name 2*3*4')).toEqual([{ is: 'text', text: 'snake_case_name 2*3*4' }]);
    expect(parseInline('*a _b_*')).toEqual([
      {
        is: 'bold',
        children: [
          { is: 'text', text: 'a ' },
          { is: 'italic', children: [{ is: 'text', text: 'b' }] },
        ],
      },
    ]);
  });

  it.each([
    ['<@U1>', { is: 'person', id: 'U1', label: null }],
    ['<#C1|general>', { is: 'channel', id: 'C1', label: 'general' }],
    ['<!subteam^S1>', { is: 'group', id: 'S1', label: null }],
    ['<!here>', { is: 'broadcast', name: 'here' }],
    ['<https://a.b/c?d&amp;e|see>', { is: 'link', href: 'https://a.b/c?d&e', text: 'see' }],
    ['https://a.b/c', { is: 'link', href: 'https://a.b/c', text: 'https://a.b/c' }],
    [':tada:', { is: 'emoji', name: 'tada' }],
    ['<!date^7^{date}|then>', { is: 'date', seconds: 7, format: '{date}', href: null, fallback: 'then' }],
  ])('reads %s', (text, inline) => {
    expect(parseInline(text)).toEqual([inline]);
  });

  it('never makes a link that could run code', () => {
    for (const text of ['<javascript:alert(1)|x>', '<data:text/html,x>', '<!date^1^{date}^javascript:x|y>']) {
      expect(JSON.stringify(parseInline(text))).not.toMatch(/"href":"/);
    }
  });

  it('tells lines, quotes and code blocks apart', () => {
    expect(parseMrkdwn('a\n&gt; b\n&gt; c\n```\n<x> *y*\n```\nd')).toEqual([
      { is: 'lines', lines: [[{ is: 'text', text: 'a' }]] },
      { is: 'quote', lines: [[{ is: 'text', text: 'b' }], [{ is: 'text', text: 'c' }]] },
      { is: 'code', text: '<x> *y*' },
      { is: 'lines', lines: [[{ is: 'text', text: 'd' }]] },
    ]);
  });

  it('shows escaped characters as they were written', () => {
    expect(parseInline('a &lt;b&gt; &amp;amp; c')).toEqual([{ is: 'text', text: 'a <b> &amp; c' }]);
  });

  it('never throws and loses no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('*', '_', '`', '```', '<', '>', '@', '!', ':', '|', 'word', ' ', '\n')),
        parts => {
          const text = parts.join('');
          const kept = JSON.stringify(parseMrkdwn(text)).split('word').length;
          expect(kept).toBe(text.split('word').length);
        },
      ),
    );
  });
});

describe('a date', () => {
  const noon = Date.parse('2026-11-22T12:00:00Z') / 1000;

  it('is told in the zone of the reader', () => {
    expect(formatDate(noon, '{date_num} {time}', 'Asia/Tokyo', noon)).toBe('2026-11-22 9:00 PM');
    expect(formatDate(noon, '{date_short} at {time_secs}', 'Europe/Madrid', noon)).toBe(
      'Nov 22, 2026 at 1:00:00 PM',
    );
  });

  it('that is near is told by name', () => {
    expect(formatDate(noon, '{date_pretty}', 'UTC', noon)).toBe('today');
    expect(formatDate(noon, '{date_short_pretty}', 'UTC', noon - 86_400)).toBe('tomorrow');
    expect(formatDate(noon, '{date_long_pretty}', 'UTC', noon + 86_400)).toBe('yesterday');
    expect(formatDate(noon, '{ago}', 'UTC', noon + 120)).toBe('2 minutes ago');
  });

  it('picked in a zone is the instant its clocks show, on both sides of a clock change', () => {
    expect(secondsOf('2026-11-22T08:30', 'Asia/Tokyo')).toBe(Date.parse('2026-11-21T23:30:00Z') / 1000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
        fc.constantFrom('Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'UTC'),
        (seconds, zone) => {
          const local = localOf(seconds, zone);
          expect(localOf(secondsOf(local, zone), zone)).toBe(local);
        },
      ),
    );
  });
});

it('the emoji of releases are known by their Slack names', () => {
  const names =
    'white_check_mark rocket x warning rotating_light lock hourglass_flowing_sand large_green_circle';
  for (const name of names.split(' ')) expect(emojiNamed(name)).toMatch(/\p{Extended_Pictographic}/u);
});
