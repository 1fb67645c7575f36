import type { Freeze } from '../release/organisation.ts';
import { TMINUS } from '../release/terms.ts';
import { canonicalJson, type Policy, sha256 } from './policy.ts';

const PREFIX = 'policy/';

/** Whether a freeze came from the policy, and goes when the policy no longer names it. */
export const isFromPolicy = (freeze: Pick<Freeze, 'id'>): boolean => freeze.id.startsWith(PREFIX);

/** The dated freezes of `config/release.yml`. The id changes with all that a freeze says, so a changed one is a new one. */
export const freezesOf = ({ release }: Policy): Freeze[] =>
  release.freezes.map(({ name, reason, from, until, services = [], environments = [] }) => {
    const freeze = { reason, from, until, services, environments, by: TMINUS };
    return { id: `${PREFIX}${name}/${sha256(canonicalJson(freeze)).slice(0, 12)}`, ...freeze };
  });
