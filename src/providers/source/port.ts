import type { Version } from '../../release/terms.ts';

export interface MergedChange {
  /** Pull request number. */
  number: number;
  title: string;
  /** Login at the source host. */
  author: string;
  url: string;
  labels: string[];
}

/** Where the code lives. Reads only. Every method throws `SourceUnavailable` when it could not be learned. */
export interface SourceControl {
  /** The commit behind the tag of a version (`v1.2.3`, else `1.2.3`), or null when there is no such tag. */
  commitOf(repository: string, version: Version, signal: AbortSignal): Promise<string | null>;
  /** Pull requests merged after `from` up to `to`, oldest first; at most 250. */
  mergedSince(repository: string, from: Version, to: Version, signal: AbortSignal): Promise<MergedChange[]>;
}

export class SourceUnavailable extends Error {
  override name = 'SourceUnavailable';
}
