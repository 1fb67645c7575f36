import type { GateName } from './gate-evidence.ts';
import { isOverridden } from './override.ts';
import type { Release } from './state.ts';
import type { PersonId } from './terms.ts';

/** What people have to know whenever they read of a release that did not go the ordinary way. */
export type Mark =
  /** `askedBy`: null when it was the same person. */
  | { kind: 'emergency'; by: PersonId; askedBy: PersonId | null; reason: string }
  | { kind: 'security'; by: PersonId; gates: GateName[]; reason: string };

/** Every later message of the release carries these. */
export const marksOf = (release: Release): Mark[] => [...ofOverride(release), ...ofGates(release)];

function ofOverride(release: Release): Mark[] {
  const override = isOverridden(release) ? release.override : release.review?.of;
  const granted = override?.decided;
  if (!override || granted?.is !== 'granted') return [];
  const { by, reason } = granted;
  return [{ kind: 'emergency', by, askedBy: override.asked.by === by ? null : override.asked.by, reason }];
}

function ofGates({ gates: { skipped } }: Release): Mark[] {
  if (!skipped) return [];
  const { by, gates, reason } = skipped;
  return [{ kind: 'security', by, gates, reason }];
}
