import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import { problemsWithView } from '../../sandbox/workspace/view-rules.ts';
import { calendarMonth } from '../../src/release/calendar.ts';
import { LANGUAGES } from '../../src/release/language.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { calendarView } from '../../src/views/calendar.ts';
import { help } from '../../src/views/help.ts';
import type { Message } from '../../src/views/message.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { pageOf } from '../../src/views/page.ts';
import { planModal } from '../../src/views/plan-modal.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { showRelease } from '../../src/views/show.ts';
import { statusAnswer } from '../../src/views/status.ts';
import { english } from '../../src/words/english.ts';
import { wordsIn } from '../../src/words/languages.ts';
import { cases, draftOf, EVIL, messagesOf, reader, viewsOf } from './all-views.ts';
import { mrkdwnOf, tokensOf } from './read.ts';
import {
  agreement,
  BEN,
  longestAgreement,
  moments,
  NOON,
  planned,
  release,
  scene,
} from './sample-releases.ts';

const problemsWithMessage = ({ text, blocks }: Message): string[] => [
  ...problemsWithBlocks(blocks, 'message'),
  ...(text.trim() ? [] : ['text is empty']),
  ...(text.length > 4000 ? ['text is too long for chat.update'] : []),
];

const injected = (blocks: readonly KnownBlock[]) =>
  mrkdwnOf(blocks)
    .flatMap(tokensOf)
    .concat(mrkdwnOf(blocks).filter(text => /UEVIL>|\u202e/.test(text)));

const everyCase = LANGUAGES.flatMap(language =>
  cases.map(([moment, plan, events]) => [`${moment}, ${language}`, wordsIn(language), plan, events] as const),
);

describe.each(everyCase)('%s', (_, words, plan, events) => {
  const it_ = release(events, plan);

  it('is shown in messages that Slack takes', () => {
    expect(messagesOf(it_, events, words).flatMap(problemsWithMessage)).toEqual([]);
  });

  it('is shown in modals and a home tab that Slack takes', () => {
    expect(viewsOf(it_, words).flatMap(problemsWithView)).toEqual([]);
  });

  it('never lets what people wrote become a mention or a link', () => {
    const blocks = [...messagesOf(it_, events, words), ...viewsOf(it_, words)].map(
      view => view.blocks as KnownBlock[],
    );
    expect(blocks.flatMap(injected)).toEqual([]);
    expect(messagesOf(it_, events, words).flatMap(({ text }) => tokensOf(text))).toEqual([]);
  });

  it('is told in notices and pages that fit, at every event', () => {
    for (const [index, event] of events.entries()) {
      const after = release(events.slice(0, index + 1), plan);
      for (const { kind, to } of noticesOf(event, after)) {
        if ('paging' in to) {
          expect(pageOf(event, after, words).summary).not.toBe('');
          continue;
        }
        const place = 'thread' in to ? 'thread' : 'person' in to ? 'person' : 'channel';
        const past = [planned(plan), ...events.slice(0, index + 1)].map(one => ({ at: NOON, event: one }));
        const about = { place, words, now: NOON, at: NOON, history: past, scene: scene({ words }) } as const;
        const told = noticeMessage(kind, event, after, about);
        expect(problemsWithMessage(told)).toEqual([]);
        expect(injected(told.blocks)).toEqual([]);
      }
    }
  });
});

it('the help fits, as a whole and for each command', () => {
  const topics = [
    undefined,
    'nonsense <!channel>',
    ...english.help.groups.flatMap(g => g.entries.map(e => e.topic)),
  ];
  for (const topic of topics) {
    const shown = topic === undefined ? help(english) : help(english, topic);
    expect(problemsWithMessage(shown)).toEqual([]);
    expect(injected(shown.blocks)).toEqual([]);
  }
});

it('a plan with any text in any place is shown within the limits and injects nothing', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 4000, unit: 'binary' }),
    fc
      .array(fc.constantFrom('<', '>', '&', '|', '`', '\n', '<!here>', '<@UEVIL>', '🚀', 'x'.repeat(500)), {
        maxLength: 30,
      })
      .map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, fc.constantFrom(...Object.keys(moments(agreement()))), (written, why, moment) => {
      const plan = longestAgreement(written);
      const events = moments(plan, why)[moment] ?? [];
      const it = release(events, plan);
      const views = [
        releaseCard(it, scene()),
        showRelease(it, [], scene()),
        statusAnswer(it, scene(), reader),
      ];
      expect(views.flatMap(problemsWithMessage)).toEqual([]);
      expect(views.flatMap(({ blocks }) => injected(blocks))).toEqual([]);
      expect(problemsWithView(planModal(draftOf(plan, 'full'), english))).toEqual([]);
      expect(problemsWithView(approveModal(it, english))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('the calendar fits, however much there is in a month and whatever was written', () => {
  const one = {
    id: 'checkout-1.4.0-abcdef',
    service: 'checkout',
    environment: 'production' as const,
    version: '1.4.0',
    type: 'minor' as const,
    status: 'completed',
    plannedFor: '2027-12-24',
    startAt: null,
    startedAt: null,
    endedAt: null,
  };
  const freeze = {
    reason: EVIL.repeat(40),
    from: Date.UTC(2027, 11, 1),
    until: Date.UTC(2028, 0, 1),
    services: ['checkout'],
    environments: ['production' as const],
    by: BEN,
  };
  const freezes = Array.from({ length: 60 }, (_, n) => ({ ...freeze, id: `f${n}` }));
  const releases = Array.from({ length: 300 }, () => one);
  for (const [some, all] of [
    [[], []],
    [releases, freezes],
  ] as const) {
    const organisation = { streamVersion: 1, freezes: [...all], delegations: [] };
    const month = calendarMonth('2027-12', 'Europe/Berlin', some, organisation, {
      service: null,
      environment: null,
    });
    const shown = calendarView(month, english);
    expect(problemsWithMessage(shown)).toEqual([]);
    expect(injected(shown.blocks)).toEqual([]);
  }
});
