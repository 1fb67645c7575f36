import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/release/language.ts';
import { openSpeech } from '../../src/wiring/speech.ts';
import { chinese } from '../../src/words/chinese.ts';
import { english } from '../../src/words/english.ts';
import type { Words } from '../../src/words/words.ts';

const named = (words: Words) => (words === chinese ? 'zh-CN' : words === english ? 'en' : '?');

function speechWith({
  chosen = null as Language | null,
  locale = null as string | null,
  workspace = 'en' as Language,
  channels = {} as Record<string, Language>,
} = {}) {
  const now = { chosen, locale, answers: true };
  const warned: object[] = [];
  const never = new Promise<never>(() => {});
  const speech = openSpeech({
    chosenBy: async () => now.chosen,
    localeOf: async () => (now.answers ? now.locale : never),
    policy: () => ({ workspace, channels }),
    log: { warn: (fields: object) => void warned.push(fields) } as never,
    patienceMs: 20,
  });
  return { speech, now, warned };
}

describe('the language of a person', () => {
  it.each([
    ['what they chose, whatever their Slack speaks', { chosen: 'en', locale: 'zh-CN' }, 'en'],
    ['that of their Slack, where they chose none', { locale: 'zh-CN' }, 'zh-CN'],
    ['Simplified Chinese for Chinese of any kind', { locale: 'zh-TW' }, 'zh-CN'],
    ['English in a Chinese workspace for a Slack in English', { locale: 'en-GB', workspace: 'zh-CN' }, 'en'],
    ['the workspace’s where Slack speaks neither', { locale: 'ja-JP', workspace: 'zh-CN' }, 'zh-CN'],
    ['the workspace’s where Slack knows none', {}, 'en'],
  ] as const)('is %s', async (_, given, language) => {
    expect(named(await speechWith(given).speech.toPerson('U1'))).toBe(language);
  });

  it('is the last that was known while nobody can tell in time', async () => {
    const { speech, now, warned } = speechWith({ locale: 'zh-CN' });
    await speech.toPerson('U1');
    now.answers = false;
    expect(named(await speech.toPerson('U1'))).toBe('zh-CN');
    expect(named(await speech.toPerson('U2'))).toBe('en');
    expect(warned).toHaveLength(2);
  });

  it('is known at once after it was found out once', async () => {
    const { speech } = speechWith({ locale: 'zh-CN' });
    expect(named(speech.toPersonNow('U1'))).toBe('en');
    await speech.toPerson('U1');
    expect(named(speech.toPersonNow('U1'))).toBe('zh-CN');
  });
});

it('the language of a channel is its own, else that of the workspace', () => {
  const { speech } = speechWith({ workspace: 'en', channels: { C1: 'zh-CN' } });
  expect([speech.inChannel('C1'), speech.inChannel('C2'), speech.inChannel(null)].map(named)).toEqual([
    'zh-CN',
    'en',
    'en',
  ]);
});
