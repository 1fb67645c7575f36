import { MetricsUnavailable } from './port.ts';

/** A busy service exposes some megabytes; beyond this it is not metrics that we are reading. */
const MAX_BYTES = 32 * 1024 * 1024;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

/** The address as it may be shown: without what could be a password or a token in it. */
const shown = (address: URL): string => address.host + address.pathname;

/** What is said when the caller gave up before there was an answer. */
export const noAnswerFrom = (url: string, cause: unknown): MetricsUnavailable => {
  const from = URL.canParse(url) ? shown(new URL(url)) : 'the source';
  return new MetricsUnavailable(`${from} did not answer in time`, 'dead', { cause });
};

export interface Fetched {
  status: number;
  text: string;
  /** For sentences; holds no secrets. */
  from: string;
}

export interface FetchOptions {
  headers?: Record<string, string>;
  /** Sent by POST when given. */
  form?: Record<string, string>;
}

/** @throws MetricsUnavailable when there is no answer, or too long a one. */
export const fetchText = async (
  url: string,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<Fetched> => {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || address.username || address.password)
    throw new MetricsUnavailable(
      'the address of the metrics must be http(s) and hold no user name or password',
    );
  const from = shown(address);
  try {
    const response = await fetch(address, {
      ...(options.form ? { method: 'POST', body: new URLSearchParams(options.form) } : {}),
      ...(options.headers ? { headers: options.headers } : {}),
      // Headers may hold a token, which a redirect would carry elsewhere.
      redirect: 'manual',
      signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) throw new MetricsUnavailable(`${from} sent more than ${MAX_BYTES} bytes`);
      text += decoder.decode(chunk, { stream: true });
    }
    return { status: response.status, text: text + decoder.decode(), from };
  } catch (error) {
    if (error instanceof MetricsUnavailable) throw error;
    if (signal.aborted) throw noAnswerFrom(url, error);
    throw new MetricsUnavailable(`${from} could not be read: ${reasonOf(error)}`, 'dead');
  }
};

/** Made once: an error for each would cost more than the rest of `together`. */
const OVER = new DOMException('over', 'AbortError');

/** Ends what is still under way as soon as one part has failed. */
export const together = async <T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController();
  try {
    return await work(AbortSignal.any([signal, over.signal]));
  } finally {
    over.abort(OVER);
  }
};
