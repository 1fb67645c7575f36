import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { AskGitHub } from './calls.ts';
import { GitHubFailure } from './failure.ts';
import type { Job } from './runs.ts';

/** Of a longer log the beginning and the end are kept: what it set out with, and how it came to its end. */
const LOG_HEAD = 16 * 1024;
const LOG_TAIL = 48 * 1024;
/** More than this is not read at all. */
const LONGEST_LOG_BYTES = 16 * 1024 * 1024;
/** The log of a job that has just ended is not there for a moment. */
const LOG_RETRY_MS = 400;
const LOG_RETRIES = 5;

interface Line {
  at: number;
  job: number;
  /** Of a step; the beginning of a job comes before, its end after them. */
  order: number;
  text: string;
}

const SIGNS: Record<string, string> = { success: '✓', skipped: '–', neutral: '–' };
const sign = (conclusion: string | null): string => SIGNS[conclusion ?? ''] ?? '✗';
const timeOf = (text: string | null | undefined): number => Date.parse(text ?? '') || 0;

/**
 * What a run did so far, one line for each job that began, each step and each job that ended, and at its end the
 * job's log. In the order of time, so that it only ever grows at its end (two jobs whose news cross may change places).
 */
export async function transcript(
  jobs: readonly Job[],
  logOf: (job: Job) => Promise<string>,
): Promise<string> {
  const lines: Line[] = [];
  for (const [job, one] of jobs.entries()) {
    const { name, status, conclusion, started_at, completed_at, steps = [] } = one;
    if (status === 'in_progress' || status === 'completed')
      lines.push({ at: timeOf(started_at), job, order: 0, text: `${name}: began` });
    for (const step of steps) {
      if (step.status !== 'completed') continue;
      const text = `${name}: ${sign(step.conclusion)} ${step.name}`;
      lines.push({ at: timeOf(step.completed_at), job, order: step.number, text });
    }
    if (status !== 'completed') continue;
    const log = await logOf(one);
    const text = `${name}: ended, ${conclusion}${log && `\n${log}`}`;
    lines.push({ at: timeOf(completed_at), job, order: Number.POSITIVE_INFINITY, text });
  }
  lines.sort((a, b) => a.at - b.at || a.job - b.job || a.order - b.order);
  return lines.map(({ text }) => `${text}\n`).join('');
}

/** The log of a job that has ended. An empty one when it is not there (GitHub keeps it for 90 days). @throws GitHubFailure */
export async function jobLog(ask: AskGitHub, job: Job, signal: AbortSignal): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      // The log itself is elsewhere, behind an address that is good for a minute; the token stays here.
      const { location } = await ask(
        {
          route: 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
          parameters: { job_id: job.id },
          schema: z.unknown(),
          doing: `reading the log of the job “${job.name}”`,
          needs: 'Actions: read',
          redirect: 'manual',
        },
        signal,
      );
      return location === null ? '' : shortened(await textAt(location, job, signal));
    } catch (error) {
      const isMissing = error instanceof GitHubFailure && (error.status === 404 || error.status === 410);
      if (!isMissing) throw error;
      if (tries > LOG_RETRIES || error.status === 410) return '';
      await pause(LOG_RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

async function textAt(address: string, job: Job, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new GitHubFailure(`its address answered ${response.status}`, response.status);
    const decoder = new TextDecoder();
    let text = '';
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > LONGEST_LOG_BYTES) return `${text}\n… the rest of a log this long is not read …`;
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    const status = error instanceof GitHubFailure ? error.status : null;
    // The address itself opens the log for whoever has it.
    throw new GitHubFailure(`the log of the job “${job.name}” could not be fetched`, status);
  }
}

/** `2027-01-02T03:04:05.1234567Z ` begins every line. */
const STAMP = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /gm;

function shortened(log: string): string {
  const text = log.replace(STAMP, '').trimEnd();
  if (text.length <= LOG_HEAD + LOG_TAIL) return text;
  const out = text.length - LOG_HEAD - LOG_TAIL;
  return `${text.slice(0, LOG_HEAD)}\n… ${out} characters left out …\n${text.slice(-LOG_TAIL)}`;
}
