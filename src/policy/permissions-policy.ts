import { z } from 'zod';
import { PERMISSION_WORDS, PERMITTED_DEEDS, type Permissions } from '../release/permissions.ts';
import type { Environment } from '../release/terms.ts';
import { Duration } from './duration.ts';
import { Name } from './names.ts';

/** Said of whoever is on call; stands for the group of this name, which a rota keeps. */
export const ON_CALL = 'on-call';
export const ON_CALL_GROUP = 'on_call';

export const OverridePolicy = z
  .strictObject({
    /** Groups any of whose people may grant an override. */
    by: z.array(Name).min(1, 'at least one group'),
    /** How long after its use it has to be reviewed. */
    reviewWithin: Duration.prefault('24 h'),
  })
  .transform(({ by, reviewWithin }) => ({ by, reviewWithinMs: reviewWithin }));

const WHO_EXPECTED =
  'groups, or the words `owner`, `requester`, `on-call` and `anyone`, such as `[owner, operations]`';

/** Groups and words; at least one, because a deed nobody may do helps nobody. */
const Who = z.array(Name, { error: WHO_EXPECTED }).min(1, WHO_EXPECTED);

/** What is done to a place and not to a release has nobody who owns or asked for it. */
const Impersonal = Who.refine(
  who => !who.includes('owner') && !who.includes('requester'),
  'groups, `on-call` or `anyone`: it belongs to no release, so it has neither `owner` nor `requester`',
);

const Groups = Who.refine(
  who => [...PERMISSION_WORDS, ON_CALL].every(word => !who.includes(word)),
  'groups only, such as `[security_team, cto]`',
);

const Deeds = z.strictObject({
  start: Who.exactOptional(),
  edit: Who.exactOptional(),
  reschedule: Who.exactOptional(),
  owner: Who.exactOptional(),
  vote: Who.exactOptional(),
  deploy: Who.exactOptional(),
  reopen: Who.exactOptional(),
  pause: Who.exactOptional(),
  resume: Who.exactOptional(),
  promote: Who.exactOptional(),
  retry: Who.exactOptional(),
  abort: Who.exactOptional(),
  rollback: Who.exactOptional(),
  'take-over': Who.exactOptional(),
  incident: Who.exactOptional(),
  review: Who.exactOptional(),
  lock: Impersonal.exactOptional(),
  unlock: Impersonal.exactOptional(),
  freeze: Impersonal.exactOptional(),
  /** Only whole groups: nobody skips the gates of their own release just because it is theirs. */
  'skip-security': Groups.exactOptional(),
  /** Whoever holds one can make gates pass. */
  token: Groups.exactOptional(),
});

/** `everywhere` is for the environments that say nothing themselves about a deed. */
export const PermissionsPolicy = z.strictObject({
  everywhere: Deeds.exactOptional(),
  development: Deeds.exactOptional(),
  testing: Deeds.exactOptional(),
  staging: Deeds.exactOptional(),
  production: Deeds.exactOptional(),
});
export type PermissionsPolicy = z.output<typeof PermissionsPolicy>;

/** What the policy says of one environment; null where it says nothing at all. */
export function permissionsIn(permissions: PermissionsPolicy, environment: Environment): Permissions | null {
  const said = { ...permissions.everywhere, ...permissions[environment] };
  const found = PERMITTED_DEEDS.flatMap(deed => {
    const who = said[deed];
    return who ? [[deed, who.map(one => (one === ON_CALL ? ON_CALL_GROUP : one))] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : null;
}
