import { passedNoReturn } from '../../release/point-of-no-return.ts';
import type { Release } from '../../release/state.ts';
import type { Finding } from '../../release/watching.ts';
import { inline, person } from '../mrkdwn.ts';

export const titleOf = (release: Release, id: string) =>
  `“${inline(release.runbook.steps.find(step => step.id === id)?.title ?? id, 120)}”`;

export const canGoBack = ({ rollout }: Release) => rollout?.changed === true && rollout.from !== null;

/** What keeps the release from going back by itself. */
export const noWayBack = (release: Release) =>
  release.rollout?.from == null ? null : passedNoReturn(release);

/** What follows from a finding; `release` is as it was right after it. */
export function consequenceOf({ action }: Finding, release: Release): string {
  // Once it is out nothing goes back by itself.
  if (release.status === 'completed' && action !== 'notify')
    return `${person(release.plan.owner)}, ${canGoBack(release) ? 'Roll back takes it back; nothing does so by itself any more' : 'there is no version to go back to: release a fixed one'}.`;
  switch (action) {
    case 'rollback': {
      if (release.rollout?.from === null)
        return 'There is no version to go back to, so this pauses the rollout.';
      const passed = noWayBack(release);
      return passed
        ? `${titleOf(release, passed.id)} was begun and nothing undoes it, so the traffic is frozen instead of rolled back.`
        : 'This rolls back.';
    }
    case 'pause':
      return 'This pauses the rollout.';
    case 'notify':
      return 'For your information.';
  }
}
