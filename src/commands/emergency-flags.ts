import { refuse } from '../release/refusals.ts';
import type { Asked } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { type EmergencyRequest, START_SAYS } from './start-request.ts';

/** A reason has to fit into what a modal remembers, beside everything else. */
const REASON_KEPT = 1_000;

/**
 * What `--emergency "reason"` asks for. Whoever may override and adds `--skip-approval` says that they do, at once.
 * @throws Refused where approvals would be skipped without an emergency
 */
export function emergencyIn({ flags }: Pick<Asked, 'flags'>): EmergencyRequest | null {
  const reason = flags.get('emergency');
  const grants = flags.has('skip-approval');
  if (typeof reason === 'string') return { reason: reason.trim().slice(0, REASON_KEPT), grants };
  if (grants) throw new Refused(refuse('skip-needs-emergency', {}));
  return null;
}

/**
 * Why gates are skipped, by `--skip-security "reason"`; without a reason of its own it is that of the emergency.
 * @throws Misunderstood where there is neither
 */
export function skipsIn({ flags }: Pick<Asked, 'flags'>, emergency: EmergencyRequest | null): string | null {
  const reason = flags.get('skip-security');
  if (reason === undefined) return null;
  const own = typeof reason === 'string' ? reason.trim() : '';
  if (!own && !emergency)
    throw misunderstood('flag-needs-value', {
      flag: 'skip-security',
      says: `${START_SAYS} --skip-security "<reason>"`,
    });
  return (own || emergency?.reason || '').slice(0, REASON_KEPT);
}
