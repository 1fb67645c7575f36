import { isOverridden } from './override.ts';
import type { Release } from './state.ts';
import type { PersonId } from './terms.ts';

/** What people have to know whenever they read of a release that did not go the ordinary way. */
export interface Mark {
  kind: 'emergency';
  by: PersonId;
  /** Who asked for it; null when it was the same person. */
  askedBy: PersonId | null;
  reason: string;
}

/** Every later message of the release carries these. */
export function marksOf(release: Release): Mark[] {
  const override = isOverridden(release) ? release.override : release.review?.of;
  const granted = override?.decided;
  if (!override || granted?.is !== 'granted') return [];
  const { by, reason } = granted;
  return [{ kind: 'emergency', by, askedBy: override.asked.by === by ? null : override.asked.by, reason }];
}
