import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingMistakes } from '../src/settings.ts';

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signing' };

function mistakesIn(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingMistakes) return error.mistakes;
    throw error;
  }
  return [];
}

describe('with nothing but what Slack gives', () => {
  it('storage is embedded, in .data, and one process does everything', () => {
    expect(readSettings(SLACK)).toMatchObject({
      role: 'all',
      slack: { botToken: 'xoxb-1', mode: { kind: 'http', signingSecret: 'signing' } },
      port: 3000,
      storage: { kind: 'embedded' },
      dataFolder: '.data',
      policyFolder: 'config',
      pagerDuty: null,
      alertmanagerToken: null,
      calendarSecret: null,
      workerConcurrency: 10,
    });
  });

  it('an empty value counts as none', () => {
    expect(readSettings({ ...SLACK, DATABASE_URL: '', REDIS_URL: '', PORT: '' })).toMatchObject({
      storage: { kind: 'embedded' },
      port: 3000,
    });
  });
});

describe('the GitHub App', () => {
  const APP = {
    GITHUB_APP_ID: '4711',
    GITHUB_APP_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nMII',
    GITHUB_WEBHOOK_SECRET: 'shared',
  };

  it('is set by three settings together, or there is none', () => {
    expect(readSettings({ ...SLACK, ...APP }).github.app).toMatchObject({
      id: '4711',
      webhookSecret: 'shared',
    });
    expect(readSettings(SLACK).github.app).toBeNull();
  });

  it.each(Object.keys(APP))('lacks %s when only the others are set', name => {
    const { [name as keyof typeof APP]: _, ...others } = APP;
    expect(mistakesIn({ ...SLACK, ...others })).toEqual([expect.stringContaining(`${name} is missing`)]);
  });

  it('is not set by something that is no private key, which is not repeated', () => {
    const mistakes = mistakesIn({ ...SLACK, ...APP, GITHUB_APP_PRIVATE_KEY: 'hunter2' });
    expect(mistakes).toEqual(['GITHUB_APP_PRIVATE_KEY is not a private key in PEM form.']);
  });
});

describe('a bad setup', () => {
  it('a file that cannot be read is told once, and not as missing too', () => {
    const mistakes = mistakesIn({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET_FILE: '/not/there' });
    expect(mistakes).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET_FILE names a file that cannot be read: ENOENT/),
    ]);
  });

  it('is told completely, in one message', () => {
    const mistakes = mistakesIn({
      SLACK_BOT_TOKEN: 'xapp-wrong-one',
      SLACK_MODE: 'carrier pigeon',
      PORT: 'http',
      DATABASE_URL: 'mysql://db',
      TMINUS_ROLE: 'king',
      LOG_LEVEL: 'loud',
      WORKER_CONCURRENCY: '0',
    });
    const named = mistakes.map(mistake => mistake.split(' ')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        'SLACK_BOT_TOKEN',
        'SLACK_MODE',
        'PORT',
        'DATABASE_URL',
        'TMINUS_ROLE',
        'LOG_LEVEL',
        'WORKER_CONCURRENCY',
      ]),
    );
  });

  it('never repeats what was found, which may be a secret in the wrong place', () => {
    expect(mistakesIn({ ...SLACK, SLACK_BOT_TOKEN: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it('names what is missing for the way Slack is reached', () => {
    expect(mistakesIn({})).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN is missing'),
      expect.stringContaining('SLACK_SIGNING_SECRET is missing'),
    ]);
    expect(mistakesIn({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_MODE: 'socket' })).toEqual([
      expect.stringContaining('SLACK_APP_TOKEN is missing'),
    ]);
  });

  it.each([{ DATABASE_URL: 'postgres://db/tminus' }, { REDIS_URL: 'redis://cache' }])(
    'has one server without the other: %o',
    server => {
      expect(mistakesIn({ ...SLACK, ...server })).toEqual([
        expect.stringMatching(/set both to use servers of your own, or neither/),
      ]);
    },
  );

  it('divides the work although storage is embedded', () => {
    expect(mistakesIn({ ...SLACK, TMINUS_ROLE: 'worker' })).toEqual([
      expect.stringContaining('needs DATABASE_URL and REDIS_URL'),
    ]);
  });
});

describe('a secret', () => {
  it('may be in a file, as mounted secrets are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'settings-'));
    const file = join(folder, 'token');
    await writeFile(file, 'xoxb-from-a-file\n');
    const settings = readSettings({
      SLACK_SIGNING_SECRET: 'signing',
      SLACK_BOT_TOKEN_FILE: file,
      DEPLOY_TOKEN_FILE: file,
    });
    expect(settings.slack.botToken).toBe('xoxb-from-a-file');
    expect(settings.secret('DEPLOY_TOKEN')).toBe('xoxb-from-a-file');
    expect(settings.secret('NOBODY_SET_THIS')).toBeNull();
    await rm(folder, { recursive: true });
  });

  it('in a file that cannot be read is a mistake like any other', () => {
    const mistakes = mistakesIn({ ...SLACK, GITHUB_TOKEN_FILE: '/nowhere/token', PORT: 'x' });
    expect(mistakes).toEqual([expect.stringContaining('GITHUB_TOKEN_FILE'), expect.stringContaining('PORT')]);
  });
});
