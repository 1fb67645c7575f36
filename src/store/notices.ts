import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import type { When } from './tasks.ts';

export interface NewNotice {
  /** UUID v5 of event, kind and recipient, so that the same notice is never kept twice. */
  id: string;
  releaseId: ReleaseId;
  eventVersion: number;
  kind: string;
  recipient: string;
  urgent: boolean;
}

export interface ClaimedNotice extends NewNotice {
  /** `sending`: an earlier attempt has an unknown outcome, so look whether it arrived before sending. */
  state: 'pending' | 'sending';
  attempts: number;
  /** When the last attempt began, null before the first. */
  sendingSince: Instant | null;
  problem: string | null;
  claimToken: string;
}

/** Where a message ended up. */
export interface Posted {
  channel: string;
  ts: string;
}

/** Keeps the notices that are not there yet, in the given order. */
export declare function insertNotices(tx: Queryable, notices: readonly NewNotice[]): Promise<void>;

/**
 * Claims what is due: of each recipient only the oldest unsent one, so that the order is kept; urgent
 * ones come first and overtake.
 */
export declare function claimNotices(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number },
): Promise<ClaimedNotice[]>;

/** Right before the call. False when the claim is void: do not send. */
export declare function markSending(db: Queryable, claimed: ClaimedNotice, leaseMs: number): Promise<boolean>;

/** Holds even when the claim is void: it did arrive. */
export declare function markSent(db: Queryable, claimed: ClaimedNotice, posted: Posted): Promise<void>;

/** The outcome is unknown: it stays `sending` and can be claimed again at `when`, to be reconciled. */
export declare function markAmbiguous(
  db: Queryable,
  claimed: ClaimedNotice,
  when: When & { problem: string },
): Promise<boolean>;

/** It surely was not sent: back to `pending`, to be tried at `when`. */
export declare function putBackNotice(
  db: Queryable,
  claimed: ClaimedNotice,
  when: When & { problem: string },
): Promise<boolean>;

/** It never will arrive (the recipient is gone, say); those behind it may go. */
export declare function giveUpNotice(
  db: Queryable,
  claimed: ClaimedNotice,
  problem: string,
): Promise<boolean>;

/** Where the notice of this event was posted, to answer in its thread or to change it; null while it was not. */
export declare function postedNotice(db: Queryable, id: string): Promise<Posted | null>;
