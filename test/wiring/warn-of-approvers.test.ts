import { pino } from 'pino';
import { expect, it } from 'vitest';
import { people } from '../../src/policy/people.ts';
import type { Post } from '../../src/providers/chat/port.ts';
import { warnOfApprovers } from '../../src/wiring/warn-of-approvers.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { shipped } from '../support/builders.ts';

/** Starts with these people in Slack's groups; what was logged, and what the audit channel was told. */
async function started(inSlack: (group: string) => string[], known: Post[] = []) {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: line => void logged.push(JSON.parse(line)) });
  const posts: Post[] = [...known];
  const policy = {
    ...shipped,
    security: { ...shipped.security, audit: { channel: 'C0AUDIT000', keepYears: 7 } },
  };
  await warnOfApprovers({
    policy,
    people: people(policy, async group => inSlack(group)),
    chat: {
      find: async (_, mark) =>
        posts.some(post => post.mark.id === mark.id) ? { channel: 'C0AUDIT000', ts: '1' } : null,
      post: async post => {
        posts.push(post);
        return { channel: post.channel, ts: '1' };
      },
    },
    speech: onlyEnglish,
    log,
  });
  return { logged, posts };
}

const enough = (group: string) => [`${group}-one`, `${group}-two`];

it('with enough people in the groups nothing is said', async () => {
  expect(await started(enough)).toEqual({ logged: [], posts: [] });
});

it('rows that nobody could satisfy are said in the log and in the audit channel, once', async () => {
  const nobody = (group: string) => (group === 'security-team' ? [] : enough(group));
  const { logged, posts } = await started(nobody);
  expect(logged.map(({ row }) => row)).toContain('minor → production');
  expect(posts).toHaveLength(1);
  expect(posts[0]?.text).toContain('minor → production: nobody in security_team could approve');
  expect((await started(nobody, posts)).posts).toHaveLength(1);
});

it('roles that nobody could speak for in a Go/No-Go are said with them', async () => {
  const { logged, posts } = await started(group => (group === 'operations' ? [] : enough(group)));
  expect(logged).toMatchObject([{ roles: ['operations'] }]);
  expect(posts[0]?.text).toContain('Go/No-Go: nobody could speak for operations');
});

it('a group that cannot be read is said to be unknown, and nothing is concluded from it', async () => {
  const { logged, posts } = await started(() => {
    throw new Error('Slack is away');
  });
  expect(logged.every(({ msg }) => msg === 'who may approve could not be checked')).toBe(true);
  expect(logged.length).toBeGreaterThan(3);
  expect(posts).toEqual([]);
});
