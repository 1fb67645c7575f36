import type { Environment, ReleaseType } from '../release/terms.ts';
import type { Policy } from './policy.ts';
import type { Ceremony } from './release-policy.ts';

/** How much ceremony a release of this type goes through there. */
export function ceremonyOf(policy: Policy, environment: Environment, type: ReleaseType): Ceremony {
  const { except = {}, ...usual } = policy.release.ceremony[environment];
  return { ...usual, ...except[type] };
}
