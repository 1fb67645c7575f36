/** A piece of a line. */
export type Inline =
  | { is: 'text'; text: string }
  | { is: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { is: 'code'; text: string }
  | { is: 'link'; href: string; text: string }
  | { is: 'person' | 'channel' | 'group'; id: string; label: string | null }
  | { is: 'broadcast'; name: string }
  | { is: 'date'; seconds: number; format: string; href: string | null; fallback: string }
  | { is: 'emoji'; name: string };

export type Passage =
  | { is: 'lines'; lines: Inline[][] }
  | { is: 'quote'; lines: Inline[][] }
  | { is: 'code'; text: string };

/** Reads Slack's mrkdwn. Never throws: what is not understood stays text. */
export function parseMrkdwn(text: string): Passage[] {
  const passages: Passage[] = [];
  const parts = text.split('```');
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1 && index < parts.length - 1) {
      passages.push({ is: 'code', text: decode(part.replace(/^\n|\n$/g, '')) });
      continue;
    }
    const open = index % 2 === 1 ? `\`\`\`${part}` : part;
    // A fence stands on lines of its own: the breaks next to it are not empty lines.
    const trimmed = open
      .replace(index > 0 ? /^\n/ : /^$/, '')
      .replace(index < parts.length - 1 ? /\n$/ : /^$/, '');
    if (trimmed !== '') passages.push(...parseLines(trimmed));
  }
  return passages;
}

function parseLines(text: string): Passage[] {
  const passages: Passage[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const is = quoted ? 'quote' : 'lines';
    const inlines = parseInline(quoted?.[1] ?? line);
    const last = passages.at(-1);
    if (last?.is === is) last.lines.push(inlines);
    else passages.push({ is, lines: [inlines] });
  }
  return passages;
}

const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>' };
const decode = (text: string) => text.replace(ENTITY, (_, name: string) => CHARACTERS[name] ?? '');

const STYLES = {
  '*': { is: 'bold', pattern: /^\*(?=\S)([^*\n]*[^\s*])\*(?![\p{L}\p{N}])/u },
  _: { is: 'italic', pattern: /^_(?=\S)([^_\n]*[^\s_])_(?![\p{L}\p{N}])/u },
  '~': { is: 'strike', pattern: /^~(?=\S)([^~\n]*[^\s~])~(?![\p{L}\p{N}])/u },
} as const;

export function parseInline(text: string): Inline[] {
  const out: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain) out.push({ is: 'text', text: decode(plain) });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const found = tokenAt(text, at);
    if (found) {
      flush();
      out.push(found.inline);
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

interface Found {
  inline: Inline;
  length: number;
}

function tokenAt(text: string, at: number): Found | null {
  const rest = text.slice(at);
  const before = text[at - 1] ?? ' ';
  const match = (pattern: RegExp) => pattern.exec(rest);
  switch (text[at]) {
    case '<': {
      const token = match(/^<([^<>\n]+)>/);
      const inline = token?.[1] ? parseToken(token[1]) : null;
      return token && inline ? { inline, length: token[0].length } : null;
    }
    case '`': {
      const code = match(/^`([^`\n]+)`/);
      return code?.[1] ? { inline: { is: 'code', text: decode(code[1]) }, length: code[0].length } : null;
    }
    case ':': {
      const emoji = match(/^:([a-z0-9_+'-]+):/);
      return emoji?.[1] ? { inline: { is: 'emoji', name: emoji[1] }, length: emoji[0].length } : null;
    }
    case '*':
    case '_':
    case '~': {
      if (/[\p{L}\p{N}]/u.test(before)) return null;
      const { is, pattern } = STYLES[text[at] as keyof typeof STYLES];
      const styled = match(pattern);
      return styled?.[1]
        ? { inline: { is, children: parseInline(styled[1]) }, length: styled[0].length }
        : null;
    }
    case 'h': {
      if (/\w/.test(before)) return null;
      const url = match(/^https?:\/\/[^\s<>|`]+/)?.[0].replace(/[.,;:!?)*_~'"]+$/, '');
      return url
        ? { inline: { is: 'link', href: decode(url), text: decode(url) }, length: url.length }
        : null;
    }
    default:
      return null;
  }
}

/** What stands between `<` and `>`. */
function parseToken(token: string): Inline | null {
  const cut = token.indexOf('|');
  const target = cut < 0 ? token : token.slice(0, cut);
  const label = cut < 0 ? null : decode(token.slice(cut + 1));
  if (target.startsWith('@')) return { is: 'person', id: target.slice(1), label };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { is: 'group', id: target.slice(9), label };
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = '', href] = target.split('^');
    return {
      is: 'date',
      seconds: Number(seconds),
      format: decode(format),
      href: href && isSafe(href) ? decode(href) : null,
      fallback: label ?? '',
    };
  }
  if (/^!(here|channel|everyone)$/.test(target)) return { is: 'broadcast', name: target.slice(1) };
  if (isSafe(target)) return { is: 'link', href: decode(target), text: label || decode(target) };
  return null;
}

/** Only addresses that cannot run code in the page become links. */
export const isSafe = (href: string) => /^(https?:\/\/|mailto:)/i.test(href);
