import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import { problemsWithView } from '../../sandbox/workspace/view-rules.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { PREFERENCES } from '../../src/release/preferences.ts';
import { appHome } from '../../src/views/app-home.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { help } from '../../src/views/help.ts';
import { lockModal } from '../../src/views/lock-modal.ts';
import { menu } from '../../src/views/menu.ts';
import type { Message } from '../../src/views/message.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { abortModal, noGoModal, rejectModal } from '../../src/views/reason-modals.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { settingsMessage, settingsModal } from '../../src/views/settings.ts';
import { showRelease } from '../../src/views/show.ts';
import { statusAnswer } from '../../src/views/status.ts';
import { chinese } from '../../src/words/chinese.ts';
import { mrkdwnOf, objectsIn } from './read.ts';
import {
  ANA,
  agreement,
  BEN,
  scene as englishScene,
  moments,
  NOON,
  planned,
  release,
} from './sample-releases.ts';

const scene = () => ({ ...englishScene(), words: chinese });
const reader = { person: BEN, groups: ['tech_leads'], roles: ['operations'] };
const plan = agreement();
const cases = Object.entries(moments(plan, '迁移还没有测试'));

/** What was written by people or by whoever made the runbook, which stays as it is. */
const written = [
  ...new Set(
    objectsIn(plan)
      .flatMap(it => Object.values(it))
      .filter(it => typeof it === 'string' && it.length > 3) as string[],
  ),
].sort((one, other) => other.length - one.length);

/** Whatever is left of what we say, without what others wrote, code, mentions and times. */
const ours = (text: string): string =>
  written
    .reduce((rest, one) => rest.replaceAll(one, '…'), text)
    .replace(/`[^`]*`/g, '…')
    .replace(/<[^>]*>/g, '…');

/** Three English words in a row are a sentence that nobody said in Chinese. */
const ENGLISH = /[A-Za-z’']{2,} [a-z’']{2,} [a-z’']{2,}/;

const textsIn = (view: unknown): string[] =>
  objectsIn(view)
    .map(it => it.text)
    .filter(text => typeof text === 'string');

/** Markup that touches a wide character would be shown with its stars. */
const GLUED =
  /[\u3000-\u9fff\uff00-\uffef](?:\*[^*\n]+\*|`[^`\n]+`)|(?:\*[^*\n\s][^*\n]*\*|`[^`\n]+`)[\u4e00-\u9fff\uff00-\uffef]/;

function messagesIn(moment: (typeof cases)[number]): Message[] {
  const [, events] = moment;
  const it = release(events, plan);
  const history = [planned(plan), ...events].map(event => ({ at: NOON, actor: ANA, event }));
  const notices = events.flatMap((event, index) => {
    const after = release(events.slice(0, index + 1), plan);
    return noticesOf(event, after).flatMap(({ kind, to }) => {
      if ('paging' in to) return [];
      const place = 'thread' in to ? 'thread' : 'person' in to ? 'person' : 'channel';
      const past = history.slice(0, index + 2);
      return [
        noticeMessage(kind, event, after, {
          place,
          words: chinese,
          now: NOON,
          at: NOON,
          history: past,
          scene: scene(),
        }),
      ];
    });
  });
  return [
    releaseCard(it, scene()),
    statusAnswer(it, scene(), reader),
    showRelease(it, history, scene()),
    ...notices,
  ];
}

describe.each(cases)('in Chinese, %s', (...moment) => {
  const said = messagesIn(moment);
  const it_ = release(moment[1], plan);

  it('is within what Slack takes, and leaves no sentence in English', () => {
    for (const { text, blocks } of said) {
      expect(problemsWithBlocks(blocks, 'message')).toEqual([]);
      expect([text, ...textsIn(blocks)].map(ours).filter(one => ENGLISH.test(one))).toEqual([]);
    }
  });

  it('sets its markup apart from the characters around it', () => {
    const texts = said.flatMap(({ text, blocks }) => [text, ...mrkdwnOf(blocks as KnownBlock[])]);
    expect(texts.filter(text => GLUED.test(text))).toEqual([]);
  });

  it('has modals and a home tab that Slack takes', () => {
    const views = [
      approveModal(it_, chinese),
      rejectModal(it_, chinese),
      noGoModal(it_, chinese),
      abortModal(it_, chinese),
      lockModal(it_.plan, chinese),
      appHome([{ release: it_, scene: scene() }], reader, chinese),
    ];
    expect(views.flatMap(problemsWithView)).toEqual([]);
    expect(
      textsIn(views)
        .map(ours)
        .filter(one => ENGLISH.test(one)),
    ).toEqual([]);
  });
});

describe('in Chinese', () => {
  it('the help is told as a whole and for each command', () => {
    const topics = chinese.help.groups.flatMap(group => group.entries.map(({ topic }) => topic));
    for (const shown of [help(chinese), ...topics.map(topic => help(chinese, topic))]) {
      expect(problemsWithBlocks(shown.blocks, 'message')).toEqual([]);
      expect(
        textsIn(shown.blocks)
          .map(ours)
          .filter(one => ENGLISH.test(one)),
      ).toEqual([]);
    }
  });

  it('the settings and the menu are', () => {
    const preferences = { ...PREFERENCES, quiet: { from: '22:00', until: '08:00' } };
    expect(problemsWithView(settingsModal(preferences, 'yes', '{}', chinese))).toEqual([]);
    const shown = [
      settingsMessage(preferences, { zone: 'Asia/Shanghai', mailable: 'yes', isNew: true }, chinese),
      menu([], { services: ['checkout'], words: chinese }, reader),
    ];
    expect(shown.flatMap(({ blocks }) => problemsWithBlocks(blocks, 'message'))).toEqual([]);
    expect(
      textsIn(shown)
        .map(ours)
        .filter(one => ENGLISH.test(one)),
    ).toEqual([]);
  });
});
