import type { ChecklistItem } from '../release/checklist.ts';
import type { Environment, ReleaseType } from '../release/terms.ts';
import type { Terms } from '../release/terms-of-release.ts';
import type { ChecklistPolicy } from './checklist-policy.ts';

interface Scope {
  environments?: Environment[];
  types?: ReleaseType[];
}

/** What of the lists is asked of a release of this type there; nothing where nothing is. */
export function checklistTerms(
  policy: ChecklistPolicy,
  { environment, type }: { environment: Environment; type: ReleaseType },
): Pick<Terms, 'checklist' | 'closing'> {
  const isMeant = ({ environments = policy.environments, types = policy.types }: Scope) =>
    environments.includes(environment) && types.includes(type);
  const checklist = Object.entries(policy.items)
    .filter(([, item]) => isMeant(item))
    .map(([id, { text, group, when, required, role, tickedBy = null }]): ChecklistItem => {
      return { id, text, group, when, required, role, tickedBy };
    });
  const { acceptance } = policy;
  const closing = acceptance && isMeant(acceptance) ? acceptance : null;
  return {
    ...(checklist.length > 0 && { checklist }),
    ...(closing && { closing: { roles: closing.roles, remindAfterMs: closing.remindAfterMs } }),
  };
}
