import type { SlackChatOptions } from '../providers/chat/slack-calls.ts';
import { slackFixtures, slackHomes, slackRooms } from '../providers/chat/slack-rooms.ts';
import type { SourceControl } from '../providers/source/port.ts';
import type { Release } from '../release/state.ts';
import type { Settings } from '../settings.ts';

const CALL_MS = 5_000;

/** What war rooms are made and furnished with. */
export const warRooms = (
  { github }: Pick<Settings, 'github'>,
  access: SlackChatOptions,
  source: SourceControl,
) => ({
  rooms: slackRooms(access),
  fixtures: slackFixtures(access),
  homes: slackHomes(access),
  comparisonPage: (release: Release) => comparisonPage(release, source, webAddressOf(github.apiUrl)),
});

/** The API of GitHub Enterprise Server lives under its web address: https://docs.github.com/enterprise-server/rest */
export const webAddressOf = (apiUrl = 'https://api.github.com'): string =>
  apiUrl
    .replace(/\/+$/, '')
    .replace(/\/api\/v3$/, '')
    .replace('//api.', '//');

/**
 * GitHub's comparison of what runs with what goes out; null on a first deploy, and without a repository.
 * @throws SourceUnavailable
 */
export async function comparisonPage(
  { plan }: Pick<Release, 'plan'>,
  source: Pick<SourceControl, 'commitOf'>,
  web: string,
): Promise<string | null> {
  const { repository, running, version, commit } = plan;
  if (repository === null || running === null) return null;
  const before = await source.commitOf(repository, running, AbortSignal.timeout(CALL_MS));
  return `${web}/${repository}/compare/${before ?? `v${running}`}...${commit ?? `v${version}`}`;
}
