import { passedNoReturn } from '../../release/point-of-no-return.ts';
import type { Release } from '../../release/state.ts';
import type { Finding } from '../../release/watching.ts';
import { inline, person } from '../mrkdwn.ts';
import { written } from './written.ts';

export const titleOf = (release: Release, id: string) =>
  `“${inline(written(release.runbook.steps.find(step => step.id === id)?.title ?? id), 120)}”`;

export const canGoBack = ({ rollout }: Release) => rollout?.changed === true && rollout.from !== null;

export const noWayBack = (release: Release) =>
  release.rollout?.from == null ? null : passedNoReturn(release);

/** What follows from a finding; `release` is as it was right after it. */
export function consequenceOf({ action }: Finding, release: Release): string {
  if (release.status === 'completed' && action !== 'notify')
    return `${person(release.plan.owner)}：${canGoBack(release) ? '按“回滚”可以撤回；此时已不会自动回滚' : '没有可退回的版本，请发布修复后的版本'}。`;
  switch (action) {
    case 'rollback': {
      if (release.rollout?.from === null) return '没有可退回的版本，因此暂停放量。';
      const passed = noWayBack(release);
      return passed
        ? `${titleOf(release, passed.id)} 已经开始且无法撤销，因此冻结流量而不回滚。`
        : '即将回滚。';
    }
    case 'pause':
      return '放量已暂停。';
    case 'notify':
      return '仅供知悉。';
  }
}
