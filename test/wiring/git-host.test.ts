import { expect, it } from 'vitest';
import { readSettings, SettingMistakes } from '../../src/settings.ts';
import { gitHost } from '../../src/wiring/git-host.ts';

const settings = (more: Record<string, string>) =>
  readSettings({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', ...more });

it('commits are fetched from GitHub with its token', () => {
  expect(gitHost(settings({ GITHUB_TOKEN: 'ghp_1' }))).toEqual({
    url: 'https://github.com/{repository}.git',
    pages: 'https://github.com',
    token: 'ghp_1',
  });
});

it('commits are fetched from the GitHub that the API is of', () => {
  expect(gitHost(settings({ GITHUB_API_URL: 'https://github.example.com/api/v3' })).url).toBe(
    'https://github.example.com/{repository}.git',
  );
  expect(gitHost(settings({ GITHUB_API_URL: 'https://api.acme.ghe.com' })).url).toBe(
    'https://acme.ghe.com/{repository}.git',
  );
});

it('another host never sees the token of GitHub', () => {
  const GIT_URL = 'https://git.example.com/{repository}.git';
  expect(gitHost(settings({ GIT_URL, GITHUB_TOKEN: 'ghp_1' }))).toEqual({
    url: GIT_URL,
    pages: null,
    token: null,
  });
  expect(gitHost(settings({ GIT_URL, GIT_TOKEN: 'glpat-1' })).token).toBe('glpat-1');
});

it('an address without a place for the repository is a mistake', () => {
  expect(() => settings({ GIT_URL: 'https://git.example.com/checkout.git' })).toThrow(SettingMistakes);
});
