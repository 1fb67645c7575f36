import type { ReleaseId, Version } from './terms.ts';

/**
 * The version a release of this service has by its id, which is `<service>-<version>-<letters>` in lower case with a dash
 * before build metadata. Null where the id is not made so.
 */
export function versionInId(id: ReleaseId, service: string): Version | null {
  const start = `${service.toLowerCase()}-`;
  if (!id.startsWith(start)) return null;
  return /^(\d+\.\d+\.\d+.*)-[a-z0-9]+$/.exec(id.slice(start.length))?.[1] ?? null;
}
