import type { Subject } from './port.ts';
import { MetricsUnavailable } from './port.ts';
import { fill } from './template.ts';

const ANSWERS_WITHIN_MS = 2_000;

/**
 * Asks the critical health check of the new version: 2xx is healthy; any other status, no connection and
 * silence for 2 s are not. Null where none is configured.
 *
 * @throws MetricsUnavailable when the caller gave up before it was known.
 */
export const healthOf = async (
  template: string | undefined,
  subject: Subject,
  signal: AbortSignal,
): Promise<boolean | null> => {
  if (template === undefined) return null;
  const deadline = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  try {
    const response = await fetch(fill(template, subject, encodeURIComponent), {
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    if (signal.aborted && !deadline.aborted)
      throw new MetricsUnavailable('the health check did not answer before the reading was given up');
    return false;
  }
};
