import type { EndEvent } from '../../release/ending.ts';
import type { RollbackEvent } from '../../release/rollback.ts';
import { writesPaused } from '../../release/rollback-parts.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

const partName = ({ rollback }: Release, index: number): string => {
  const part = rollback?.parts[index];
  return part ? `“${terms.part(part, rollback.bad, rollback.to)}”` : `Part ${index + 1}`;
};

/** Nobody may have to find that out by themselves. */
const stillPaused = ({ rollback }: Release): string =>
  rollback && writesPaused(rollback) ? ' The writes to the database stay paused.' : '';

const reason = (why: string) => (why.trim() ? `: ${clause(why)}` : '');

export const eventsRollback: EventWords<(RollbackEvent | EndEvent)['type']> = {
  RollbackStarted: ({ by, why, bad, to, way, unchecked }) =>
    `Rolling back ${inline(bad)} → ${inline(to)} (${terms.way[way]}), started ${by === TMINUS ? 'automatically' : `by ${person(by)}`}${reason(why)}.${unchecked ? ' It could not be checked at once whether they may.' : ''}`,
  RollbackPartStarted: ({ part, attempt }, release) =>
    `${partName(release, part)} started${attempt > 1 ? `, attempt ${attempt}` : ''}.`,
  RollbackPartDone: ({ part, note }, release) => `${partName(release, part)} done${reason(note)}.`,
  RollbackPartFailed: ({ part, attempt, why }, release) =>
    `${partName(release, part)} failed at attempt ${attempt} and is tried again: ${clause(why)}.${stillPaused(release)}`,
  RollbackTroubled: ({ why }, { plan }) =>
    `The rollback is in trouble: ${clause(why)}. It goes on trying; ${person(plan.owner)}, look at the target, and Take over if you do it by hand.`,
  RollbackTakenOver: ({ by, reason: why }, release) =>
    `${person(by)} took over the rollback${reason(why)}. tminus has stopped; ${inline(release.plan.service)} in ${terms.environment[release.plan.environment]} is locked until ${code('/release unlock')}.${stillPaused(release)}`,
  RolledBack: ({ to, tookMs }, { plan, rollback }) =>
    `Back on ${inline(to)}${rollback?.data === 'restore' ? ', the data too,' : ''} after ${formats.duration(tookMs)}. ${inline(plan.service)} in ${terms.environment[plan.environment]} is locked until ${code('/release unlock')}.`,
  ReleaseAborted: ({ by, reason: why }, { rollout }) =>
    `${person(by)} aborted it${reason(why)}. ${rollout?.changed ? 'The target may have been changed; nothing was rolled back.' : 'Nothing was changed on the target.'}`,
};
