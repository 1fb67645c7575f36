import { describe, expect, it } from 'vitest';
import { argumentHint, complete, type Vocabulary } from '../../../sandbox/page/channel/completion.ts';
import * as cast from '../../../sandbox/workspace/cast.ts';

const vocabulary: Vocabulary = {
  commands: [
    { command: '/release', description: 'Releases', usageHint: 'start v1.2.3 minor prod' },
    { command: '/rollback', description: 'Back', usageHint: 'now' },
  ],
  people: cast.people.map(person => ({ ...person, initials: '', isBot: false, groups: [] })),
  groups: cast.groups,
  channels: cast.channels.map(({ id, name, topic }) => ({
    ...{
      id,
      name,
      topic,
      kind: 'public',
      purpose: '',
      archived: false,
      members: [],
      pins: [],
      bookmarks: [],
    },
  })) as Vocabulary['channels'],
};

const offered = (text: string) =>
  complete(text, text.length, vocabulary)?.suggestions.map(suggestion => suggestion.insert.trim()) ?? [];

describe('the composer', () => {
  it.each([
    ['/', ['/release', '/rollback']],
    ['/rel', ['/release']],
    ['/rollback ', ['now', 'to', 'status', 'take-over']],
    ['/release rev', ['review']],
    [
      '/release re',
      ['report', 'reject', 'remind-me', 'refuse', 'review', 'reopen', 'resume', 'retry', 'reschedule'],
    ],
    ['/unknown ', []],
    ['hello @be', ['@ben']],
    ['hello @okaf', ['@ben']],
    ['ask @secu', ['@elif', '@security_team'].slice(1)],
    ['see #releases-', ['#releases-checkout', '#releases-search']],
    [':rock', [':rocket:']],
    ['mail@example', []],
    ['plain words', []],
  ])('offers for “%s” %j', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  it('replaces only the part before the caret that was typed', () => {
    expect(complete('hi @be, see you', 6, vocabulary)?.from).toBe(3);
  });

  it('reminds of the arguments once the word stands', () => {
    expect(argumentHint('/release start ')).toMatch(/^\/release start \[service\] <version>/);
    expect(argumentHint('/release ')).toBeNull();
    expect(argumentHint('words')).toBeNull();
  });
});
