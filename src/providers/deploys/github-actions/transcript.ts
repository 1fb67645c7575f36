import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { AskGitHub } from './calls.ts';
import { GitHubFailure } from './failure.ts';
import type { Printed } from './memory.ts';
import type { Job } from './runs.ts';

/** Of a longer log the beginning and the end are kept: what it set out with, and how it came to its end. */
const LOG_HEAD = 16 * 1024;
const LOG_TAIL = 48 * 1024;
/** More than this is not read at all. */
const LONGEST_LOG_BYTES = 16 * 1024 * 1024;
/** The log of a job that has just ended is not there for a moment. */
const LOG_RETRY_MS = 400;
const LOG_RETRIES = 5;

interface News {
  at: number;
  job: Job;
  /** Within the job; its beginning comes before its steps, its end after them. */
  order: number;
  text: string;
}

const SIGNS: Record<string, string> = { success: '✓', skipped: '–', neutral: '–' };
const sign = (conclusion: string | null): string => SIGNS[conclusion ?? ''] ?? '✗';
const timeOf = (text: string | null | undefined): number => Date.parse(text ?? '') || 0;
const AT_ITS_END = Number.POSITIVE_INFINITY;

function newsOf(job: Job): News[] {
  const { name, status, conclusion, started_at, completed_at, steps = [] } = job;
  if (status !== 'in_progress' && status !== 'completed') return [];
  const began = { at: timeOf(started_at), job, order: 0, text: `${name}: began` };
  const ended = { at: timeOf(completed_at), job, order: AT_ITS_END, text: `${name}: ended, ${conclusion}` };
  const done = steps
    .filter(step => step.status === 'completed')
    .map(step => ({
      at: timeOf(step.completed_at),
      job,
      order: step.number,
      text: `${name}: ${sign(step.conclusion)} ${step.name}`,
    }));
  return [began, ...done, ...(status === 'completed' ? [ended] : [])];
}

/**
 * Adds to the text what it does not tell yet of the jobs of a run: one line for each job that began, each step, and each
 * job that ended, with its log. In the order of time, so that another process writes the same; what is in the text stays.
 */
export async function transcribe(
  jobs: readonly Job[],
  printed: Pick<Printed, 'text' | 'told'>,
  logOf: (job: Job) => Promise<string>,
): Promise<void> {
  const place = new Map(jobs.map((job, at) => [job.id, at]));
  const placeOf = ({ job }: News) => place.get(job.id) ?? 0;
  const news = jobs
    .flatMap(newsOf)
    .sort((a, b) => a.at - b.at || placeOf(a) - placeOf(b) || a.order - b.order);
  for (const { job, order, text } of news) {
    const key = `${job.id}/${order}`;
    if (printed.told.has(key)) continue;
    const log = order === AT_ITS_END ? await logOf(job) : '';
    printed.text += log ? `${text}\n${log}\n` : `${text}\n`;
    printed.told.add(key);
  }
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
