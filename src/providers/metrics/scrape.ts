import type { SourcedSample } from './counters.ts';
import { parseExposition } from './exposition-format.ts';
import { fetchText } from './fetch-text.ts';
import { MetricsUnavailable } from './port.ts';

const ACCEPT = 'text/plain; version=0.0.4';

/**
 * All that the addresses expose, each asked once. All of them must answer: a process that is not heard might
 * be the one that fails.
 *
 * @throws MetricsUnavailable
 */
export const scrape = async (
  urls: readonly string[],
  headers: Record<string, string> | undefined,
  signal: AbortSignal,
): Promise<SourcedSample[]> => {
  const scraped = [...new Set(urls)].map(url => scrapeOne(url, { accept: ACCEPT, ...headers }, signal));
  return (await Promise.all(scraped)).flat();
};

const scrapeOne = async (
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<SourcedSample[]> => {
  const { status, text, from } = await fetchText(url, { headers }, signal);
  if (status !== 200) throw new MetricsUnavailable(`${from} answered ${status}`);
  try {
    return parseExposition(text).map(sample => ({ ...sample, source: from }));
  } catch (error) {
    if (!(error instanceof MetricsUnavailable)) throw error;
    throw new MetricsUnavailable(`${from}: ${error.message}`, error.kind);
  }
};
