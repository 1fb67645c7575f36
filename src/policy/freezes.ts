import type { Freeze } from '../release/organisation.ts';
import { TMINUS } from '../release/terms.ts';
import type { Policy } from './policy.ts';

const PREFIX = 'policy/';

/** Whether a freeze came from the policy, and goes when the policy no longer names it. */
export const isFromPolicy = (freeze: Pick<Freeze, 'id'>): boolean => freeze.id.startsWith(PREFIX);

/** The dated freezes of `config/release.yml`. The id changes with the dates, so a moved freeze is a new one. */
export const freezesOf = ({ release }: Policy): Freeze[] =>
  release.freezes.map(({ name, reason, from, until, services = [], environments = [] }) => ({
    id: `${PREFIX}${name}/${from}-${until}`,
    reason,
    from,
    until,
    services,
    environments,
    by: TMINUS,
  }));
