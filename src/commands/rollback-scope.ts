import type { Release } from '../release/state.ts';
import { ENVIRONMENTS, type Instant } from '../release/terms.ts';
import type { RollbackCandidate } from '../views/rollback-choice.ts';
import type { Desk } from './desk.ts';
import type { Asked } from './intent.ts';
import { type Naming, readNaming } from './naming.ts';
import { servicesHere } from './which-release.ts';

/**
 * Where a release stands towards a rollback: `candidate`: changed something and is unfinished, or completed
 * and is still watched; `older`: completed, and its watch is over.
 */
export type Standing = 'coming-back' | 'candidate' | 'older' | 'before' | 'over';

export function standingOf({ status, rollout, watch }: Release, now: Instant): Standing {
  if (status === 'rolling-back') return 'coming-back';
  if (status === 'completed') return watch.until !== null && watch.until > now ? 'candidate' : 'older';
  if (status === 'rolled-back' || status === 'aborted' || status === 'taken-over') return 'over';
  return rollout?.changed ? 'candidate' : 'before';
}

export interface Scope {
  naming: Naming;
  /** Whether it is the channel's own, or named: only there anything is done without a choice. */
  here: boolean;
  /** The last release of each place, by where it stands. */
  standing: Record<Standing, Release[]>;
}

/** What went out last in every place of the channel, or of what is named. Asks nothing but the database. */
export async function rollbackScope(asked: Asked, desk: Desk): Promise<Scope> {
  const policy = desk.policy();
  const naming = readNaming(asked.words, policy);
  const ofChannel = servicesHere(asked, desk);
  const here = naming.service !== null || ofChannel.length > 0;
  const all = Object.keys(policy.release.services);
  const services = naming.service ? [naming.service] : here ? ofChannel : all;
  const places = services.flatMap(service =>
    ENVIRONMENTS.filter(environment => policy.release.services[service]?.environments[environment])
      .filter(environment => naming.environment === null || naming.environment === environment)
      .map(environment => ({ service, environment })),
  );
  const releases = await Promise.all(
    places.map(async place => {
      const { current } = await desk.engine.lane(place);
      return current && (await desk.engine.load(current.release));
    }),
  );
  const standing: Scope['standing'] = { 'coming-back': [], candidate: [], older: [], before: [], over: [] };
  for (const release of releases) {
    if (release && (naming.version === null || naming.version === release.plan.version)) {
      standing[standingOf(release, desk.now())].push(release);
    }
  }
  return { naming, here, standing };
}

export const candidatesOf = (releases: readonly Release[]): RollbackCandidate[] =>
  releases.flatMap(release =>
    release.rollout?.from ? [{ release, from: release.plan.version, to: release.rollout.from }] : [],
  );
