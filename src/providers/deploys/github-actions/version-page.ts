import { z } from 'zod';
import { type Running, TargetUnavailable } from '../port.ts';
import { runningVersion } from '../running-version.ts';

const Page = z.object({
  version: runningVersion.nullable(),
  shares: z.record(runningVersion, z.number().min(0).max(100)).optional(),
});

const LONGEST_PAGE_BYTES = 64 * 1024;

/**
 * Reads what runs from an address of the service itself: its version as plain text, or JSON of the form
 * `{"version": "1.3.2", "shares": {"1.3.2": 75, "1.4.0": 25}}` where traffic is divided.
 * @throws TargetUnavailable
 */
export async function readVersionPage(
  address: string,
  callMs: number,
  signal: AbortSignal,
): Promise<Running> {
  const { host } = new URL(address);
  const failed = (what: string) => new TargetUnavailable(`the version page at ${host} ${what}`);
  const deadline = AbortSignal.timeout(callMs);
  let text: string;
  try {
    const response = await fetch(address, {
      signal: AbortSignal.any([signal, deadline]),
      headers: { accept: 'application/json, text/plain' },
    });
    if (!response.ok) throw failed(`answered ${response.status}`);
    text = await limited(response, failed);
  } catch (error) {
    if (error instanceof TargetUnavailable) throw error;
    if (signal.aborted) throw failed('was not waited for: the call was given up');
    throw failed(deadline.aborted ? `did not answer within ${callMs} ms` : 'could not be reached');
  }
  const page = Page.safeParse(told(text));
  if (!page.success) throw failed('does not tell a version like 1.4.0');
  const { version, shares } = page.data;
  return { version, shares: shares ?? (version === null ? {} : { [version]: 100 }) };
}

async function limited(response: Response, failed: (what: string) => TargetUnavailable): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_PAGE_BYTES) throw failed('sent more than a version');
  }
  return text + decoder.decode();
}

function told(text: string): unknown {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { version: trimmed === '' ? null : trimmed };
  try {
    return JSON.parse(trimmed);
  } catch {
    return null;
  }
}
