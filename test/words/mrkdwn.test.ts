import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../src/words/formats.ts';
import {
  clause,
  code,
  deadline,
  escapeText,
  inline,
  person,
  plain,
  setApart,
  when,
  withPeople,
} from '../../src/words/mrkdwn.ts';

const formats = formatsOf('en');
const NOON = Date.UTC(2026, 7, 3, 12);

describe('what people wrote', () => {
  it('never becomes a mention or a link', () => {
    expect(escapeText('<!channel> & <https://x.example|y>')).toBe(
      '&lt;!channel&gt; &amp; &lt;https://x.example|y&gt;',
    );
  });

  it('cannot turn the reading direction or hide characters', () => {
    expect(escapeText('safe\u202eexe.\u0000')).toBe('safeexe.');
  });

  it('stays on one line and in bounds within a sentence', () => {
    expect(inline('one\n\n  two')).toBe('one two');
    expect(inline('🚀'.repeat(10), 4)).toBe('🚀🚀🚀…');
  });

  it('does not double the full stop of the sentence around it', () => {
    expect(clause('It broke. ')).toBe('It broke');
  });

  it('cannot end the code it is shown as', () => {
    expect(code('a`b')).toBe('`aˋb`');
  });
});

it('only a Slack id becomes a mention', () => {
  expect(person('U01ANAVEGA')).toBe('<@U01ANAVEGA>');
  expect(person('tminus')).toBe('tminus');
  expect(person('the <ops> team')).toBe('the &lt;ops&gt; team');
});

it('a time is shown in the reader’s zone, with UTC where that is not possible', () => {
  expect(when(NOON, formats)).toBe('<!date^1785758400^{date_short_pretty} {time}|Aug 3, 12:00 UTC>');
});

it('a deadline also says how far away it is', () => {
  expect(deadline(NOON, NOON - 600_000, formats)).toContain('({ago})|Aug 3, 12:00 UTC (10 min)>');
});

it('where no markup is shown nothing of it is left', () => {
  expect(plain(`*${code('v1')}* by <@UANA>, ${when(NOON, formats)} &lt;ok&gt;`)).toBe(
    'v1 by @UANA, Aug 3, 12:00 UTC <ok>',
  );
});

describe('markup beside wide characters', () => {
  const Z = '\u200b';

  it('is kept apart from them, since Slack would show the stars and backticks', () => {
    expect(setApart('请用`/release edit`修改')).toBe(`请用${Z}\`/release edit\`${Z}修改`);
    expect(setApart('*原因：*太慢。*回滚*，立即')).toBe(`*原因：*${Z}太慢。${Z}*回滚*${Z}，立即`);
  });

  it('stays as it is between spaces, Latin punctuation and mentions', () => {
    for (const text of [
      '用 `/release edit` 修改',
      '*Why:* it is slow',
      '由<@U1>批准',
      '2 * 3 * 4',
      '*a*, `b`.',
    ])
      expect(setApart(text)).toBe(text);
  });

  it('leaves a mention of Slack alone, whatever stands in it', () => {
    expect(setApart('见<https://x.example/a*b*c|卡*片*>')).toBe('见<https://x.example/a*b*c|卡*片*>');
  });
});

describe('an id in a text that was put together', () => {
  it('is a mention, unless it was cut off', () => {
    expect(withPeople('It is built beforehand U01ANAVEGA; ask W0123456789')).toBe(
      'It is built beforehand <@U01ANAVEGA>; ask <@W0123456789>',
    );
    expect(withPeople('It is built beforehand U01ANAVEG…')).toBe('It is built beforehand U01ANAVEG…');
    expect(withPeople('UPGRADE of the US')).toBe('UPGRADE of the US');
  });
});
