/** One word of a command. What stood in quotes is never taken for a name, so it can be a reason. */
export interface Word {
  text: string;
  quoted: boolean;
}

export interface Parsed {
  words: Word[];
  /** `--strategy canary` and `--strategy=canary` alike; a flag without a value is `true`. */
  flags: ReadonlyMap<string, string | true>;
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’', '„': '“' };
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * Reads what a person typed after the slash word or the mention. Slack on a Mac turns `--` into a dash
 * and quotes into curly ones, so both spellings are understood.
 * @param valued names of the flags that take the next word as their value
 */
export function parse(text: string, valued: readonly string[] = []): Parsed {
  const words: Word[] = [];
  const flags = new Map<string, string | true>();
  const pieces = split(text);
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as Word;
    const flag = piece.quoted ? null : /^(?:--|—|–)([a-z][a-z-]*)(?:=(.*))?$/i.exec(piece.text);
    if (!flag) {
      words.push(piece);
      continue;
    }
    const name = (flag[1] as string).toLowerCase();
    const next = pieces[at + 1];
    if (flag[2] !== undefined) flags.set(name, flag[2]);
    else if (valued.includes(name) && next && (next.quoted || !/^(?:--|—|–)\S/.test(next.text))) {
      flags.set(name, next.text);
      at++;
    } else flags.set(name, true);
  }
  return { words, flags };
}

/** The words joined again, as for a reason that was typed without quotes. */
export const sentenceOf = (words: readonly Word[]): string =>
  words
    .map(word => word.text)
    .join(' ')
    .trim();

function split(text: string): Word[] {
  const words: Word[] = [];
  // What was copied from a message may hold the spaces of no width that keep its markup apart.
  let rest = text.replaceAll('\u200b', '').trimStart();
  while (rest) {
    const closing = CLOSING[rest[0] as string];
    const end = closing ? rest.indexOf(closing, 1) : -1;
    if (end > 0) {
      words.push({ text: plain(rest.slice(1, end)), quoted: true });
      rest = rest.slice(end + 1).trimStart();
      continue;
    }
    // Slack's own `<…|label>` may hold spaces; `--flag="two words"` keeps its quotes together.
    const word =
      /^<[^<>]*>/.exec(rest)?.[0] ??
      /^--[a-z-]+=["“].*?["”]/i.exec(rest)?.[0] ??
      (/^\S+/.exec(rest)?.[0] as string);
    words.push({ text: plain(unquoted(word)), quoted: false });
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}

const unquoted = (word: string) => word.replace(/^(--[a-z-]+=)["“](.*)["”]$/i, '$1$2');

/** `<@U1|ana>` → `<@U1>`, `<#C1|general>` → `<#C1>`, `<https://a.b|a.b>` → `a.b`, and Slack's three entities. */
function plain(text: string): string {
  return text
    .replace(/<([@#!][^|<>]+)\|[^<>]*>/g, '<$1>')
    .replace(/<(?:https?|mailto):[^|<>]+\|([^<>]+)>/g, '$1')
    .replace(/<((?:https?|mailto):[^|<>]+)>/g, '$1')
    .replace(/&(?:lt|gt|amp);/g, entity => ENTITIES[entity] ?? entity);
}
