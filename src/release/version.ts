import semver from 'semver';
import type { Lane } from './lane.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Environment, ReleaseType, Version } from './terms.ts';

/** Strict SemVer 2 with an optional `v`; null when it is not one. Build metadata is kept out of the answer by `semver`. */
export function parseVersion(text: string): Version | null {
  const bare = text.trim().replace(/^v(?=\d)/, '');
  return semver.valid(bare) === null ? null : bare;
}

const RANK: Record<Exclude<ReleaseType, 'hotfix'>, number> = { patch: 0, minor: 1, major: 2 };

/** The bump a version really is. A prerelease counts as the release it leads to. */
export function realType(running: Version, next: Version): 'patch' | 'minor' | 'major' {
  if (semver.major(next) !== semver.major(running)) return 'major';
  if (semver.minor(next) !== semver.minor(running)) return 'minor';
  return 'patch';
}

/**
 * The rules a version has to meet against what runs there: not released already, not older, and not
 * declared lower than it is (that would dodge approvals). A hotfix is a patch.
 */
export function refuseVersion(
  asked: { version: Version; type: ReleaseType; environment: Environment },
  running: Version | null,
  lane: Pick<Lane, 'released'>,
): Refusal | null {
  const { version, type, environment } = asked;
  if (version === running || lane.released.includes(version)) {
    return refuse('already-released', { version, environment });
  }
  if (running === null) return null;
  if (semver.lt(version, running)) return refuse('older-than-running', { version, running });
  const real = realType(running, version);
  const declared = type === 'hotfix' ? 'patch' : type;
  return RANK[declared] < RANK[real] ? refuse('type-too-low', { declared: type, real, running }) : null;
}
