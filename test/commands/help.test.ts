import { describe, expect, it } from 'vitest';
import { checkFlags, VALUED_FLAGS } from '../../src/commands/check-flags.ts';
import {
  intentOfButton,
  intentOfWords,
  intents,
  type SlashCommand,
  spokenAs,
  wordsOf,
} from '../../src/commands/intents.ts';
import { parse } from '../../src/commands/parse.ts';
import { english } from '../../src/words/english.ts';
import { frontDesk } from './front-desk.ts';

const entries = english.help.groups.flatMap(group => group.entries);
const examples = entries.flatMap(({ examples: lines }) => lines);

describe('the routing table', () => {
  it('knows each word and each button once', () => {
    expect(new Set(intents.map(({ button }) => button)).size).toBe(intents.length);
    expect(new Set(intents.map(intent => spokenAs(intent).join(' '))).size).toBe(intents.length);
  });

  it('has somebody behind every button that is shown', () => {
    expect(Object.keys(english.buttons).filter(button => !intentOfButton(button))).toEqual([]);
  });
});

describe('the help', () => {
  it('explains every word of /release', () => {
    const topics = entries.map(({ topic }) => topic);
    expect(wordsOf('/release').filter(word => !topics.includes(word))).toEqual([]);
  });

  it('gives only examples that are understood', () => {
    for (const line of examples) {
      const [, command, text] = /^(\/\w+) ?(.*)$/.exec(line) as unknown as [string, SlashCommand, string];
      const { words, flags } = parse(text, VALUED_FLAGS);
      expect(() => checkFlags(flags, intentOfWords(command, words).intent)).not.toThrow();
    }
    expect(examples.length).toBeGreaterThan(10);
  });

  it('is there for one command alone', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release help start');
    expect(said?.text).toContain('--dry-run');
    expect(said?.text).not.toContain('/release reopen');
  });
});
