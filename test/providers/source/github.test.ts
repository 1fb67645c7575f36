import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHub } from '../../../src/providers/source/github.ts';
import { type SourceControl, SourceUnavailable } from '../../../src/providers/source/port.ts';
import { json, page, soon } from '../local-server.ts';
import { openSmallGitHub, type SmallGitHub, shaOf } from './small-git-hub.ts';

const REPOSITORY = 'acme/checkout';
const TOKEN = 'ghp_5ecret';

let github: SmallGitHub;
let source: SourceControl;
beforeEach(async () => {
  github = await openSmallGitHub();
  source = gitHub({ token: TOKEN, baseUrl: github.url, retryAfterMs: 5 });
});
afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

const failure = async (reading: Promise<unknown>): Promise<string> => {
  const error = await reading.then(
    () => null,
    problem => problem,
  );
  expect(error).toBeInstanceOf(SourceUnavailable);
  expect(error.message).not.toContain(TOKEN);
  return error.message;
};

describe('the commit of a version', () => {
  const commitOf = (version = '1.4.0', signal = soon()) => source.commitOf(REPOSITORY, version, signal);

  it('is where its tag points, with a leading v or without', async () => {
    github.tags = { 'v1.4.0': { commit: 'a' }, '1.3.2': { commit: 'b' } };
    expect(await commitOf('1.4.0')).toBe(shaOf('a'));
    expect(await commitOf('1.3.2')).toBe(shaOf('b'));
  });

  it('is found behind an annotated tag, and behind a tag of a tag', async () => {
    github.tags = { 'v1.4.0': { commit: 'a', annotated: 1 }, 'v1.3.2': { commit: 'b', annotated: 2 } };
    expect(await commitOf('1.4.0')).toBe(shaOf('a'));
    expect(await commitOf('1.3.2')).toBe(shaOf('b'));
  });

  it('is found for a version with characters that mean something in an address', async () => {
    github.tags = { 'v1.4.0-rc.1+b/7': { commit: 'a' } };
    expect(await commitOf('1.4.0-rc.1+b/7')).toBe(shaOf('a'));
  });

  it('is null when there is no such tag', async () => {
    expect(await commitOf()).toBeNull();
    expect(github.requests.map(({ path }) => path.replace('/repos/acme/checkout', ''))).toEqual([
      '/git/ref/tags/v1.4.0',
      '/git/ref/tags/1.4.0',
      '',
    ]);
  });

  it('is not known when the repository is not there, or hidden from the token', async () => {
    expect(await failure(source.commitOf('acme/secret', '1.4.0', soon()))).toContain(
      'no repository acme/secret',
    );
    expect(await failure(source.commitOf('not a repository', '1.4.0', soon()))).toContain('owner/name');
  });

  it('is not known when the tag is of a file', async () => {
    github.tags = { 'v1.4.0': { commit: 'a', type: 'blob' } };
    expect(await failure(commitOf())).toContain('is of a blob');
  });

  it('is asked for again after a 502 and a lost connection', async () => {
    github.tags = { 'v1.4.0': { commit: 'a' } };
    github.fault = (response, _, hit) => {
      if (hit === 1) page(response, 502);
      if (hit === 2) response.socket?.resetAndDestroy();
      return hit <= 2;
    };
    expect(await commitOf()).toBe(shaOf('a'));
    expect(github.requests).toHaveLength(3);
  });

  it('is given up after three answers of 502', async () => {
    github.fault = response => {
      page(response, 502);
      return true;
    };
    expect(await failure(commitOf())).toContain('it answered 502');
    expect(github.requests).toHaveLength(3);
  });

  it.each([
    ['a wrong token', 401, {}, 'does not accept the token'],
    [
      'a used-up rate limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 3_600) },
      'rate limit is used up',
    ],
    ['a rate limit with a long wait', 429, { 'retry-after': '60' }, 'rate limit is used up'],
    ['missing permission', 403, {}, 'it answered 403'],
  ])('is not known with %s, and not asked for again', async (_, status, headers, sentence) => {
    github.fault = response => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"message":"no"}');
      return true;
    };
    expect(await failure(commitOf())).toContain(sentence);
    expect(github.requests).toHaveLength(1);
  });

  it('is not known when the answer has another shape', async () => {
    github.fault = response => {
      json(response, 200, { object: 'a' });
      return true;
    };
    expect(await failure(commitOf())).toContain('cannot be understood');
  });

  it('is not waited for longer than the caller wants, also between two attempts', async () => {
    github.fault = () => true;
    expect(await failure(commitOf('1.4.0', soon(100)))).toContain('did not answer in time');
    github.fault = response => {
      page(response, 502);
      return true;
    };
    source = gitHub({ baseUrl: github.url, retryAfterMs: 1_000 });
    expect(await failure(commitOf('1.4.0', soon(100)))).toContain('did not answer in time');
  });
});

describe('what was merged between two versions', () => {
  const mergedSince = () => source.mergedSince(REPOSITORY, '1.3.2', '1.4.0', soon());

  beforeEach(() => {
    github.tags = { 'v1.3.2': { commit: 'base' }, 'v1.4.0': { commit: 'head', annotated: 1 } };
    github.commits = [
      { name: 'base', message: 'Release 1.3.2', parents: [] },
      { name: 'work-1', message: 'wip', parents: ['base'] },
      { name: 'work-2', message: 'wip again', parents: ['work-1'] },
      {
        name: 'merge',
        message: 'Merge pull request #7 from ana/fees\n\nRound fees',
        parents: ['base', 'work-2'],
      },
      { name: 'squash', message: 'Show the total (#8)', parents: ['merge'] },
      { name: 'direct', message: 'Fix a typo', parents: ['squash'] },
      { name: 'rebased-1', message: 'Part one', parents: ['direct'] },
      { name: 'head', message: 'Part two', parents: ['rebased-1'] },
    ];
    github.pulls = [
      {
        number: 7,
        title: 'Round fees',
        login: 'ana',
        labels: ['fix'],
        commits: ['merge', 'work-1', 'work-2'],
      },
      { number: 9, title: 'Two parts', login: 'ben', commits: ['rebased-1', 'head'] },
      { number: 10, title: 'Still open', login: 'cem', isMerged: false, commits: ['direct'] },
    ];
  });

  it('is each pull request once, oldest first, merged in whatever way', async () => {
    expect(await mergedSince()).toEqual([
      {
        number: 7,
        title: 'Round fees',
        author: 'ana',
        url: 'https://github.example/acme/checkout/pull/7',
        labels: ['fix'],
      },
      // Known from its commit's message only.
      {
        number: 8,
        title: 'Show the total',
        author: 'ana',
        url: 'https://github.example/acme/checkout/pull/8',
        labels: [],
      },
      {
        number: 9,
        title: 'Two parts',
        author: 'ben',
        url: 'https://github.example/acme/checkout/pull/9',
        labels: [],
      },
    ]);
  });

  it('does not ask about commits that a merge brought in', async () => {
    await mergedSince();
    const asked = github.requests.filter(({ path }) => path.endsWith('/pulls')).length;
    expect(asked).toBe(5);
  });

  it('is nothing between a version and itself', async () => {
    github.tags['v1.4.0'] = { commit: 'base' };
    expect(await mergedSince()).toEqual([]);
  });

  it('is read page by page, up to 250', async () => {
    const names = ['base', ...Array.from({ length: 270 }, (_, index) => `c${index + 1}`)];
    github.commits = names.map((name, at) => ({
      name,
      message: `Change (#${at + 100})`,
      parents: at === 0 ? [] : [names[at - 1] ?? ''],
    }));
    github.tags['v1.4.0'] = { commit: 'c270' };
    github.pulls = [];
    const changes = await mergedSince();
    expect(changes).toHaveLength(250);
    expect(changes[0]?.number).toBe(101);
  });

  it('is told by the messages of the commits where asking for each would take too long', async () => {
    const names = ['base', ...Array.from({ length: 80 }, (_, index) => `c${index + 1}`)];
    github.commits = names.map((name, at) => ({
      name,
      message: at === 80 ? 'Rebased' : `Change (#${at + 100})`,
      parents: at === 0 ? [] : [names[at - 1] ?? ''],
    }));
    github.tags['v1.4.0'] = { commit: 'c80' };
    github.pulls = [{ number: 300, title: 'Rebased', login: 'ben', commits: ['c80'] }];
    const changes = await mergedSince();
    expect(changes.map(({ number }) => number)).toEqual([
      ...names.slice(1, 80).map((_, at) => at + 101),
      300,
    ]);
    expect(github.requests.filter(({ path }) => path.endsWith('/pulls'))).toHaveLength(1);
  });

  it('is not known when one of the versions has no tag', async () => {
    delete github.tags['v1.3.2'];
    expect(await failure(mergedSince())).toContain('acme/checkout has no tag of version 1.3.2');
  });
});
