import { concerns, type Freeze, type Organisation, whenOf } from './organisation.ts';
import { isOverridden } from './override.ts';
import { nextSpan, type Span, spanAt } from './recurrence.ts';
import type { RolloutEvent } from './rollout.ts';
import type { Release, World } from './state.ts';
import { type Instant, TMINUS } from './terms.ts';

/** Which freeze, and which of its times, holds what is under way. */
export interface PausingFreeze extends Span {
  id: string;
}

export const isSameFreeze = (one: PausingFreeze, other: PausingFreeze): boolean =>
  one.id === other.id && one.from === other.from;

/** Those that pause a release like this one when they begin, save for what somebody made an exception from or overrode. */
function pausing({ freezes }: Organisation, release: Release): Freeze[] {
  const { plan, turn } = release;
  if (isOverridden(release)) return [];
  const excepted = turn.excepted ?? [];
  return freezes.filter(
    freeze =>
      freeze.kind === undefined &&
      freeze.during === 'pause' &&
      concerns(freeze, plan) &&
      !excepted.includes(freeze.id),
  );
}

/**
 * A freeze that is meant to pauses what is under way for as long as it lasts. Whoever resumes overrules it: this time of
 * it pauses the release no more. Going back is never touched.
 */
export function settleFreeze(release: Release, { organisation, now }: World): RolloutEvent[] {
  const { rollout } = release;
  if (!rollout) return [];
  const holding = pausing(organisation, release).flatMap(freeze => {
    const span = spanAt(whenOf(freeze), now);
    return span ? [{ freeze: { id: freeze.id, ...span }, why: freeze.reason }] : [];
  });
  const { paused, overruled = [] } = rollout;
  if (paused) {
    const since = paused.by === TMINUS ? paused.freeze : undefined;
    const isOver = since && !holding.some(({ freeze }) => isSameFreeze(freeze, since));
    return isOver ? [{ type: 'RolloutResumed', by: TMINUS }] : [];
  }
  const first = holding.find(({ freeze }) => !overruled.some(one => isSameFreeze(one, freeze)));
  return first ? [{ type: 'RolloutPaused', by: TMINUS, ...first }] : [];
}

/** When a freeze next pauses what is under way, or lets it go on; null where none will. */
export function freezeTurnsAt(
  release: Release,
  { organisation, now }: Pick<World, 'organisation' | 'now'>,
): Instant | null {
  const turns = pausing(organisation, release).flatMap(freeze => {
    const when = whenOf(freeze);
    return [spanAt(when, now)?.until, nextSpan(when, now + 1)?.from].filter(at => at !== undefined);
  });
  return turns.length > 0 ? Math.min(...turns) : null;
}
