import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SourceHost {
  /** What `GITHUB_API_URL` has to be. */
  readonly url: string;
  close(): Promise<void>;
}

/** A tag that somebody looked at. */
export interface Tag {
  service: string;
  version: string;
  commit: string;
}

/** Every version of the demo has been tagged; its commit is made up of its name, and always the same. */
export const commitOf = (service: string, version: string): string =>
  createHash('sha1').update(`${service} ${version}`).digest('hex');

const OWNER = 'demo';
const VERSION = /^v(\d+\.\d+\.\d+(?:-[\w.-]+)?)$/;

interface Answer {
  status: number;
  body: object;
}
const found = (body: object): Answer => ({ status: 200, body });
const missing: Answer = { status: 404, body: { message: 'Not Found' } };

/**
 * As much of GitHub's API as tminus asks for tags and for what was merged between them: nothing was, here.
 * https://docs.github.com/en/rest/git/refs#get-a-reference
 */
export async function openSourceHost(
  services: readonly string[],
  { port = 0, seen }: { port?: number; seen(tag: Tag): void },
): Promise<SourceHost> {
  const server = createServer((request, response) => {
    const { status, body } = answerTo(request.method ?? '', new URL(request.url ?? '/', 'http://host'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });

  function answerTo(method: string, { pathname }: URL): Answer {
    const [repos, owner, service = '', ...rest] = pathname.split('/').slice(1).map(decodeURIComponent);
    const isKnown = method === 'GET' && repos === 'repos' && owner === OWNER && services.includes(service);
    if (!isKnown) return missing;
    const [what, ref, tags, tag = ''] = rest;
    if (what === undefined) return found({ full_name: `${OWNER}/${service}`, default_branch: 'main' });
    if (what === 'compare') return found({ total_commits: 0, commits: [] });
    const version = VERSION.exec(tag)?.[1];
    if (what !== 'git' || ref !== 'ref' || tags !== 'tags' || version === undefined) return missing;
    const commit = commitOf(service, version);
    seen({ service, version, commit });
    return found({ ref: `refs/tags/${tag}`, object: { type: 'commit', sha: commit } });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
