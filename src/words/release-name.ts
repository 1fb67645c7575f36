import type { ReleaseId } from '../release/terms.ts';
import { code, inline } from './mrkdwn.ts';

/** A release as people call it, by its service and version; its id where that tells neither. */
export function releaseName(id: ReleaseId): string {
  const [, service, version] = /^(.+?)-(\d+\.\d+\.\d+.*)-[a-z0-9]+$/.exec(id) ?? [];
  return service && version ? `${inline(service)} ${inline(version)}` : code(id);
}
