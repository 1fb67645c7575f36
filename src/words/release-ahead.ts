import type { Environment, ReleaseId } from '../release/terms.ts';
import { versionInId } from '../release/version-in-id.ts';
import { code, inline } from './mrkdwn.ts';

/** Where a release waits: the one ahead of it goes to the same place. */
export interface Place {
  service: string;
  environment: Environment;
}

/** The release that is ahead, as people call it; its id where that does not tell its version. */
export function releaseAhead(
  id: ReleaseId,
  { service, environment }: Place,
  environments: Readonly<Record<Environment, string>>,
): string {
  const version = versionInId(id, service);
  return version === null ? code(id) : `${inline(service)} ${inline(version)} → ${environments[environment]}`;
}
