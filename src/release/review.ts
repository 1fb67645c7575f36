import type { Override } from './override.ts';
import type { Permitted } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import type { Instant, PersonId } from './terms.ts';

/** The look back that the use of an override owes; asked for until somebody has said what it found. */
export interface Review {
  /** The override that was used. */
  of: Override;
  usedAt: Instant;
  dueAt: Instant;
  /** When people were last reminded; null: never. */
  chasedAt: Instant | null;
  done: { by: PersonId; found: string; at: Instant } | null;
}

export type ReviewCommand =
  /** `asks`: those who may override, who are told once it is overdue. */
  { type: 'ChaseReview'; asks: PersonId[] } | ({ type: 'FinishReview'; found: string } & Permitted);

export type ReviewEvent =
  | { type: 'ReviewChased'; isOverdue: boolean; asks: PersonId[] }
  | { type: 'ReviewDone'; by: PersonId; found: string };

const DAY_MS = 24 * 3_600_000;

/** Begins when a deploy starts under an override; one that still waits is not forgotten for a second use. */
export const reviewAfterUse = ({ review = null, override, terms }: Release, at: Instant): Review | null => {
  if (!override || (review && !review.done)) return review;
  const dueAt = at + (terms.override?.reviewWithinMs ?? DAY_MS);
  return { of: override, usedAt: at, dueAt, chasedAt: null, done: null };
};

/** The review that is still owed, or null. */
export const openReview = ({ review }: Pick<Release, 'review'>): Review | null =>
  review && !review.done ? review : null;

/** Reminded at half time, then when it is due, then each day; what was slept through is not made up for. */
export function nextChaseAt({ usedAt, dueAt, chasedAt }: Review): Instant {
  const last = chasedAt ?? usedAt;
  const half = usedAt + (dueAt - usedAt) / 2;
  if (last < half) return half;
  if (last < dueAt) return dueAt;
  return dueAt + (Math.floor((last - dueAt) / DAY_MS) + 1) * DAY_MS;
}

export function decideReview(
  command: ReviewCommand,
  release: Release,
  now: Instant,
): ReviewEvent[] | Refusal {
  const review = openReview(release);
  if (command.type === 'ChaseReview') {
    if (!review || now < nextChaseAt(review)) return [];
    const isOverdue = now >= review.dueAt;
    return [{ type: 'ReviewChased', isOverdue, asks: isOverdue ? command.asks : [] }];
  }
  if (!review) return refuse('no-review-due', {});
  const found = command.found.trim();
  if (!found) return refuse('reason-missing', { deed: 'review' });
  return [{ type: 'ReviewDone', by: command.by, found }];
}

export function evolveReview(
  review: Review | null | undefined,
  event: ReviewEvent,
  at: Instant,
): Review | null {
  if (!review) return null;
  if (event.type === 'ReviewChased') return { ...review, chasedAt: at };
  return { ...review, done: { by: event.by, found: event.found, at } };
}
