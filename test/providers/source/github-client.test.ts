import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHub } from '../../../src/providers/source/github.ts';
import { gitHubClient } from '../../../src/providers/source/github-client.ts';
import type { SourceControl } from '../../../src/providers/source/port.ts';
import { json, localServer, page, soon } from '../local-server.ts';
import { openSmallGitHub, type SmallGitHub, shaOf } from './small-git-hub.ts';

const REPOSITORY = 'acme/checkout';
const TOKEN = 'ghp_5ecret';

describe('the GitHub client', () => {
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

  it('sends its token to GitHub and nowhere else', async () => {
    const asked: unknown[] = [];
    const elsewhere = await localServer((request, response) => {
      asked.push(request.headers.authorization);
      json(response, 200, { object: { type: 'commit', sha: shaOf('a') } });
    });
    github.fault = response => {
      // `localhost` is another origin than 127.0.0.1.
      response.writeHead(302, { location: `http://localhost:${elsewhere.port}/elsewhere` }).end();
      return true;
    };
    await source.commitOf(REPOSITORY, '1.4.0', soon()).catch(() => {});
    expect(github.requests[0]?.headers.authorization).toBe(`token ${TOKEN}`);
    expect(asked.filter(authorization => authorization !== undefined)).toEqual([]);
    await elsewhere.close();
  });

  it('works without a token where the repository is public', async () => {
    github.tags = { 'v1.4.0': { commit: 'a' } };
    expect(await gitHub({ baseUrl: github.url }).commitOf(REPOSITORY, '1.4.0', soon())).toBe(shaOf('a'));
    expect(github.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('never repeats anything but a read', async () => {
    github.fault = response => {
      page(response, 502);
      return true;
    };
    const client = gitHubClient({ token: TOKEN, baseUrl: github.url, retryAfterMs: 5 });
    const path = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
    const dispatch = client.request(path, { owner: 'acme', repo: 'checkout', workflow_id: 1, ref: 'main' });
    await expect(dispatch).rejects.toThrow();
    expect(github.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  it('waits for a short rate limit', async () => {
    github.tags = { 'v1.4.0': { commit: 'a' } };
    github.fault = (response, _, hit) => {
      if (hit > 1) return false;
      response
        .writeHead(403, { 'content-type': 'application/json', 'retry-after': '1' })
        .end('{"message":"You have exceeded a secondary rate limit"}');
      return true;
    };
    expect(await source.commitOf(REPOSITORY, '1.4.0', soon())).toBe(shaOf('a'));
  });
});
