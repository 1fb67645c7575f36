import { z } from 'zod';
import { MOST_NAMES } from '../../../release/gate-evidence.ts';
import { type EvidenceSubject, EvidenceUnavailable } from '../port.ts';
import { type Speaker, type Told, told, untold } from './answer.ts';
import type { Reading } from './reading.ts';

const Comparison = z.object({ commits: z.array(z.object({ sha: z.string() })) });

const Pulls = z.array(
  z.object({
    number: z.number(),
    merged_at: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  }),
);

const Reviews = z.array(z.object({ user: z.object({ login: z.string() }).nullish(), state: z.string() }));

/** GitHub's limit for one client is 100 at a time. */
const AT_A_TIME = 8;
const MOST_REMEMBERED = 5_000;

/** How a change came in. `what` is the pull request, such as `#12`, or the commit that came without one. */
interface Change {
  what: string;
  isReviewed: boolean;
}

/**
 * Who reviewed what was merged. A commit and a review stay what they are, so what was learned is remembered: a release
 * with many changes gets a little further with each look.
 */
export class ReviewReader {
  readonly #known = new Map<string, Change>();

  /** Every change since the version that runs was reviewed; on a first deploy, that of the commit itself. */
  async read(
    reading: Reading,
    commitOf: (version: string) => Promise<string | null>,
    speaker: Speaker,
    signal: AbortSignal,
  ): Promise<Told> {
    const commits = await commitsOf(reading, commitOf, speaker.subject);
    const changes: Change[] = [];
    for (let at = 0; at < commits.length; at += AT_A_TIME) {
      // As far as the deadline goes; the rest is for the next look.
      if (signal.aborted) return untold(speaker, 'reviews', { because: 'running', what: [] });
      try {
        changes.push(
          ...(await Promise.all(commits.slice(at, at + AT_A_TIME).map(sha => this.#changeOf(reading, sha)))),
        );
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    if (signal.aborted) return untold(speaker, 'reviews', { because: 'running', what: [] });
    const all = new Map(changes.map(change => [change.what, change]));
    const failed = [...all.values()].filter(({ isReviewed }) => !isReviewed).map(({ what }) => what);
    const measured = {
      gate: 'reviews',
      run: all.size,
      passed: all.size - failed.length,
      failed: failed.slice(0, MOST_NAMES),
    } as const;
    return told(speaker, measured, `${reading.page}/pulls?q=is%3Apr+is%3Amerged`);
  }

  async #changeOf(reading: Reading, sha: string): Promise<Change> {
    const key = `${reading.page}@${sha}`;
    const known = this.#known.get(key);
    if (known) return known;
    const change = await changeOf(reading, sha);
    // What was not reviewed may be reviewed yet.
    if (change.isReviewed) this.#remember(key, change);
    return change;
  }

  #remember(key: string, change: Change): void {
    this.#known.set(key, change);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}

async function commitsOf(
  reading: Reading,
  commitOf: (version: string) => Promise<string | null>,
  { running, commit, repository }: EvidenceSubject,
): Promise<string[]> {
  if (running === null) return [commit];
  const base = await commitOf(running);
  if (base === null)
    throw new EvidenceUnavailable(
      `${repository} has no tag of ${running}, which runs there: what changed since is not known`,
    );
  const pages = await reading.pages(
    Comparison,
    '/compare/{basehead}',
    { basehead: `${base}...${commit}` },
    'what changed',
  );
  return [...new Set([commit, ...pages.flatMap(({ commits }) => commits.map(({ sha }) => sha))])];
}

async function changeOf(reading: Reading, sha: string): Promise<Change> {
  const pulls = await reading.get(Pulls, '/commits/{commit_sha}/pulls', { commit_sha: sha }, 'pull requests');
  const merged = pulls.filter(({ merged_at }) => merged_at != null);
  const [first] = merged;
  if (!first) return { what: sha.slice(0, 7), isReviewed: false };
  for (const { number, user } of merged)
    if (await isApproved(reading, number, user?.login ?? null))
      return { what: `#${number}`, isReviewed: true };
  return { what: `#${first.number}`, isReviewed: false };
}

/** What somebody said last counts, remarks aside; nobody approves their own. */
async function isApproved(reading: Reading, pull_number: number, author: string | null): Promise<boolean> {
  const route = '/pulls/{pull_number}/reviews';
  const reviews = (await reading.pages(Reviews, route, { pull_number }, 'reviews')).flat();
  const last = new Map<string, string>();
  for (const { user, state } of reviews)
    if (user && ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state)) last.set(user.login, state);
  return [...last].some(([login, state]) => state === 'APPROVED' && login !== author);
}
