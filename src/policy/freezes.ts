import type { Freeze } from '../release/organisation.ts';
import { isRecurring } from '../release/recurrence.ts';
import { TMINUS } from '../release/terms.ts';
import { type CalendarWindow, whenOf } from './calendar-window.ts';
import { canonicalJson, type Policy, sha256 } from './policy.ts';

const PREFIX = 'policy/';

/** Whether a freeze came from the policy, and goes when the policy no longer names it. */
export const isFromPolicy = (freeze: Pick<Freeze, 'id'>): boolean => freeze.id.startsWith(PREFIX);

/** The end of time, by ECMA-262: what comes round never ends. */
const FOR_EVER = 8.64e15;

/** Freezes and release windows of `config/release.yml`. The id changes with all that one says, so a changed one is a new one. */
export const freezesOf = ({ release }: Policy): Freeze[] => [
  ...release.freezes.map(window => freezeOf(window, {})),
  ...release.releaseWindows.map(window => freezeOf(window, { kind: 'release-window' })),
];

function freezeOf(window: CalendarWindow, kind: Pick<Freeze, 'kind'>): Freeze {
  const { name, reason, services = [], environments = [], types, exceptionsBy, during } = window;
  const when = whenOf(window);
  const span = isRecurring(when) ? { from: 0, until: FOR_EVER, recurring: when } : when;
  const freeze = {
    reason,
    ...span,
    services,
    environments,
    by: TMINUS,
    ...(types === undefined ? {} : { types }),
    ...(exceptionsBy === undefined ? {} : { exceptionsBy }),
    ...(during === 'pause' ? { during } : {}),
    ...kind,
  };
  return { id: `${PREFIX}${name}/${sha256(canonicalJson(freeze)).slice(0, 12)}`, ...freeze };
}
