import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import type { Posted } from './notices.ts';
import type { When } from './tasks.ts';

/** A message that is kept up to date. One row per release and key (`card`, `board` …). */
export interface ClaimedBoard {
  releaseId: ReleaseId;
  key: string;
  channel: string;
  /** Null until it was posted. */
  ts: string | null;
  wantedVersion: number;
  /** 0 until it was posted. */
  shownVersion: number;
  /** Set while a first post has an unknown outcome: look for it before posting again. */
  postingSince: Instant | null;
  attempts: number;
  claimToken: string;
}

/** Wants the board to show the release as of `version`; a lower version than is wanted already changes nothing. */
export declare function wantBoard(
  tx: Queryable,
  board: { releaseId: ReleaseId; key: string; channel: string; version: number },
): Promise<void>;

/** Claims boards that show less than is wanted. */
export declare function claimBoards(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number },
): Promise<ClaimedBoard[]>;

/** Right before the first post. False when the claim is void: do not post. */
export declare function markPosting(db: Queryable, claimed: ClaimedBoard, leaseMs: number): Promise<boolean>;

/** The board shows `version` now. Holds even when the claim is void. */
export declare function shown(
  db: Queryable,
  claimed: ClaimedBoard,
  as: Posted & { version: number },
): Promise<void>;

/** It could not be shown. `posted: false` says that a first post surely did not arrive. */
export declare function putBackBoard(
  db: Queryable,
  claimed: ClaimedBoard,
  when: When & { problem: string; posted?: false },
): Promise<boolean>;

/** The message is gone (deleted in Slack): it is posted anew. */
export declare function forgetBoardPost(db: Queryable, claimed: ClaimedBoard): Promise<boolean>;

/** Where the board is, or null while it was not posted. */
export declare function boardPost(db: Queryable, releaseId: ReleaseId, key: string): Promise<Posted | null>;
