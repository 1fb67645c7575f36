/** Whether the workspace takes blocks that Slack rolls out by and by. */
export interface BlockCapability {
  isTaken(): boolean;
  refused(): void;
}

/** After a day a workspace that refused them is asked again. */
const REFUSAL_REMEMBERED_MS = 24 * 3_600_000;

/** @param now milliseconds; a clock that never goes back */
export function openBlockCapability(now = () => performance.now()): BlockCapability {
  let againAt = Number.NEGATIVE_INFINITY;
  return {
    isTaken: () => now() >= againAt,
    refused() {
      againAt = now() + REFUSAL_REMEMBERED_MS;
    },
  };
}
