import type { Octokit } from 'octokit';
import type { z } from 'zod';
import type { Instant } from '../../../release/terms.ts';
import { failureOf, GitHubFailure } from './failure.ts';

export interface Question<T> {
  /** `GET /repos/{owner}/{repo}/…`; owner and repo are filled in. */
  route: string;
  parameters?: Record<string, unknown>;
  schema: z.ZodType<T>;
  /** For the sentence of a failure: `reading the run 7`. */
  doing: string;
  /** The permission it takes, as GitHub names it. */
  needs: string;
  /** Left alone, redirects are followed. */
  redirect?: 'manual';
}

export interface Answer<T> {
  status: number;
  data: T;
  /** GitHub's own clock, so that times it gives can be compared with it. */
  at: Instant;
  location: string | null;
}

/** @throws GitHubFailure with one sentence */
export type AskGitHub = <T>(question: Question<T>, signal: AbortSignal) => Promise<Answer<T>>;

export const GIVEN_UP = 'GitHub was not waited for: the call was given up';

/** Asks about one repository. The client decides about repeating reads; nothing else is ever repeated. */
export const gitHubCalls =
  (octokit: Octokit, repository: string, callMs: number): AskGitHub =>
  async ({ route, parameters = {}, schema, doing, needs, redirect }, signal) => {
    const [owner = '', repo = ''] = repository.split('/');
    if (signal.aborted) throw new GitHubFailure(GIVEN_UP, 'unsent');
    const deadline = AbortSignal.timeout(callMs);
    const either = AbortSignal.any([signal, deadline]);
    const { promise: over, abandon } = untilAborted(either);
    try {
      const options = { signal: either, ...(redirect ? { redirect } : {}) };
      const call = octokit.request(route, { owner, repo, ...parameters, request: options });
      // The client's waits between two reads do not end with the signal; this does.
      const { status, data, headers } = await Promise.race([call, over]);
      const parsed = schema.safeParse(data);
      if (!parsed.success) {
        const where = parsed.error.issues[0]?.path.join('.') || 'the answer';
        throw new GitHubFailure(
          `GitHub's answer to ${doing} cannot be understood: ${where} is not as documented`,
        );
      }
      const at = Date.parse(String(headers.date ?? '')) || Date.now();
      return { status, data: parsed.data, at, location: headers.location ?? null };
    } catch (error) {
      if (error instanceof GitHubFailure) throw error;
      if (signal.aborted) throw new GitHubFailure(GIVEN_UP);
      if (deadline.aborted)
        throw new GitHubFailure(`GitHub did not answer within ${callMs} ms when ${doing}`);
      throw failureOf(error, { doing, repository, needs });
    } finally {
      abandon();
    }
  };

function untilAborted(signal: AbortSignal) {
  let abandon = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp);
    abandon = () => signal.removeEventListener('abort', giveUp);
  });
  return { promise, abandon };
}
