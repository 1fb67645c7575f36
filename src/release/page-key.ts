import type { ReleaseId } from './terms.ts';

const PREFIX = 'tminus/';

/** All that is paged about one release is one incident there; webhooks name it by this, too. */
export const pageKeyOf = (release: ReleaseId): string => `${PREFIX}${release}`;

/** Null for what was not paged by tminus. */
export const releaseOfKey = (key: string): ReleaseId | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
