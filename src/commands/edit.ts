import { resolveService } from '../policy/resolve.ts';
import { hasEnded } from '../release/ending.ts';
import { isRefusal, refuse } from '../release/refusals.ts';
import { STATUSES } from '../release/state.ts';
import { ofRelease } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';
import { openPlan } from './plan-opening.ts';

const BEYOND = ['rolling-back', 'deploying'];

/** The plan again, filled with what it says now. What was approved has to be approved again. */
export const edit = ofRelease({
  button: 'edit',
  says: '/release edit [release]',
  meaning: STATUSES.filter(status => !hasEnded(status) && !BEYOND.includes(status)),
  takesWords: false,
  perform: async (asked, desk) => {
    const { release, triggerId } = asked;
    const { id, digest, plan, status, runbook, rollout } = release;
    if (hasEnded(status) || BEYOND.includes(status) || rollout?.changed) {
      return refuse('wrong-state', {
        deed: 'edit',
        status,
        instead: hasEnded(status) ? ['start'] : ['status'],
      });
    }
    if (!triggerId) throw misunderstood('form-needs-command', { typed: `/release edit ${id}` });
    const service = resolveService(desk.policy(), { named: plan.service });
    if (isRefusal(service)) return service;
    const { environment, version, type } = plan;
    const start = {
      service,
      environment,
      version,
      type,
      strategy: runbook.strategy,
      emergency: null,
      skips: null,
    };
    return openPlan(triggerId, { start, place: asked, edits: { id, digest }, texts: plan }, desk);
  },
});
