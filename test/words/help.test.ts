import { describe, expect, it } from 'vitest';
import { intents, spokenAs } from '../../src/commands/intents.ts';
import { english } from '../../src/words/english.ts';

const entries = english.help.groups.flatMap(group => group.entries);

describe('the help', () => {
  it('lists exactly the commands there are, as they are typed', () => {
    const typed = intents.filter(intent => spokenAs(intent)[1] !== '').map(intent => intent.says);
    expect(entries.map(entry => entry.usage).sort()).toEqual(typed.sort());
  });

  it('has one page for each topic', () => {
    const topics = entries.map(entry => entry.topic);
    expect(new Set(topics).size).toBe(topics.length);
  });

  it('gives an example of each that begins like it', () => {
    for (const { usage, examples } of entries) {
      const said = usage.split(/ [[<]/, 1)[0] ?? '';
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(example.startsWith(said)).toBe(true);
    }
  });
});
