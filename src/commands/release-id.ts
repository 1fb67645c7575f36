import { createHash } from 'node:crypto';
import type { ReleaseId, Version } from '../release/terms.ts';

/**
 * The same wish always gets the same id, so planning delivered twice plans once. Ids end up in the
 * operation ids of targets: `+` of build metadata does not belong there.
 */
export function releaseId(service: string, version: Version, commandId: string): ReleaseId {
  const suffix = createHash('sha256').update(commandId).digest('hex').slice(0, 6);
  return `${service}-${version.replaceAll('+', '-')}-${suffix}`.toLowerCase();
}
