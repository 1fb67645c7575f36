import type { Outcome, UiRequests } from '../../workspace/ui-protocol.ts';

/** Sends a request to the workspace. Never throws: an unreachable workspace is an outcome too. */
export async function ask<Path extends keyof UiRequests>(
  path: Path,
  request: UiRequests[Path],
): Promise<Outcome> {
  try {
    const answer = await fetch(`sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return (await answer.json()) as Outcome;
  } catch {
    return {
      ok: false,
      error: 'unreachable',
      sentence: 'The workspace cannot be reached. Is it still running?',
    };
  }
}
