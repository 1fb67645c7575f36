import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import type { Policy } from './policy.ts';

/** The services and environments that a repository deploys when it deploys to an environment of GitHub's. */
export function lanesBehind(
  { release }: Policy,
  repository: string,
  gitHubEnvironment: string,
): { service: string; environment: Environment }[] {
  const isSame = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  return Object.entries(release.services).flatMap(([service, { repository: own, environments }]) =>
    ENVIRONMENTS.flatMap(environment => {
      const target = environments[environment]?.target;
      if (!target) return [];
      const isRun = target.kind === 'github-actions';
      const where = (isRun ? target.repository : undefined) ?? own;
      const name = (isRun ? target.gitHubEnvironment : undefined) ?? environment;
      return isSame(where, repository) && isSame(name, gitHubEnvironment) ? [{ service, environment }] : [];
    }),
  );
}
