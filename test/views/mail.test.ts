import { describe, expect, it } from 'vitest';
import { context, fields, header, section } from '../../src/views/blocks.ts';
import { mailBody, peopleIn } from '../../src/views/mail.ts';
import { message } from '../../src/views/message.ts';

const reader = {
  nameOf: (person: string) => (person === 'U01ANAVEGA' ? 'Ana <Vega>' : null),
  time: (at: number) => new Date(at).toISOString(),
};
const body = (...blocks: Parameters<typeof message>[1][number][]) =>
  mailBody(message('fallback', blocks), reader, { pictures: [], footer: [], language: 'en' });

describe('a message as a mail', () => {
  it('says the same in text and in HTML', () => {
    const { text, html } = body(header('Failed'), section('*Why:* it `broke`\nat 5 %'), context('the end'));
    expect(text).toBe('Failed\n\nWhy: it broke\nat 5 %\n\nthe end\n');
    expect(html).toContain('<p><strong>Why:</strong> it <code>broke</code><br>at 5 %</p>');
    expect(html).toContain('>Failed</h2>');
  });

  it('calls people by their names and tells times by the reader’s clock', () => {
    const { text, html } = body(section('<@U01ANAVEGA> and <@U02> at <!date^1767225600^{time}|then>'));
    expect(text).toContain('Ana <Vega> and @U02 at 2026-01-01T00:00:00.000Z');
    expect(html).toContain('Ana &lt;Vega&gt; and @U02');
  });

  it('keeps links, and calls nobody with @here', () => {
    const { text, html } = body(section('<!here> <https://x.example/?a=1&amp;b="|the card>'));
    expect(text).toContain('the card (https://x.example/?a=1&b=")');
    expect(html).toContain('<a href="https://x.example/?a=1&amp;b=&quot;">the card</a>');
    expect(html).not.toContain('here');
  });

  it('never becomes markup, script or a picture by what people wrote', () => {
    const evil = '&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x&gt; "*`';
    const { html, text } = body(section(evil), fields([['Goal', evil]]));
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
    expect(text).toContain('<script>alert(1)</script>');
  });

  it('knows no link but to the web and to mail', () => {
    const { html } = body(section('<javascript:alert(1)|press>'));
    expect(html).not.toContain('href');
    expect(html).toContain('press');
  });

  it('shows its pictures inside', () => {
    const { html, text } = mailBody(message('Hello', []), reader, {
      pictures: [{ name: 'chart', altText: 'new "1.4.0"' }],
      footer: ['*tminus*'],
      language: 'zh-CN',
    });
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('<img src="cid:chart" alt="new &quot;1.4.0&quot;"');
    expect(text).toBe('Hello\n\nnew "1.4.0"\n\ntminus\n');
  });

  it('names everybody who is mentioned once', () => {
    expect(peopleIn(message('<@U01>', [section('<@U01> <@U02>')]))).toEqual(['U01', 'U02']);
  });
});
