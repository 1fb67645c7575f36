import { evolveLane } from '../release/lane.ts';
import { evolveOrganisation } from '../release/organisation.ts';
import { isRefusal, type Refusal } from '../release/refusals.ts';
import { evolve } from '../release/release.ts';
import { settle } from '../release/settle.ts';
import type { Decision, Release, World } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';

/** Which of the other streams a decision, or what it entails, looked at: they must not have moved. */
export interface Looked {
  lane: boolean;
  organisation: boolean;
}

/** The same world; `looked` learns what was looked at. */
export const watched = (world: World, looked: Looked): World => ({
  now: world.now,
  get lane() {
    looked.lane = true;
    return world.lane;
  },
  get organisation() {
    looked.organisation = true;
    return world.organisation;
  },
});

export interface Settled {
  events: Required<Decision>;
  looked: Looked;
}

/** A rule that keeps following from itself is a bug; real chains are below ten. */
const MOVES = 50;

/** Decides, then settles: folds each move in and asks what follows by rule until nothing does. */
export function decideAndSettle(
  id: ReleaseId,
  release: Release | null,
  world: World,
  decide: (release: Release | null, world: World) => Decision | Refusal,
): Settled | Refusal {
  const looked = { lane: false, organisation: false };
  const events: Required<Decision> = { release: [], lane: [], organisation: [] };
  let state = release;
  let present = world;
  const take = (decision: Decision): boolean => {
    const { release: own = [], lane = [], organisation = [] } = decision;
    events.release.push(...own);
    events.lane.push(...lane);
    events.organisation.push(...organisation);
    for (const event of own) state = evolve(state, event, world.now, id);
    present = {
      now: world.now,
      lane: lane.reduce((folded, event) => evolveLane(folded, event, world.now), present.lane),
      organisation: organisation.reduce(evolveOrganisation, present.organisation),
    };
    return own.length + lane.length + organisation.length > 0;
  };
  const answer = decide(release, watched(present, looked));
  if (isRefusal(answer)) return answer;
  take(answer);
  for (let move = 0; state && take(settle(state, watched(present, looked))); move += 1) {
    if (move > MOVES) throw new Error(`${id} never comes to rest in status ${state.status}`);
  }
  return { events, looked };
}
