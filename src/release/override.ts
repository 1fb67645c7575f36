import { hasEnded } from './ending.ts';
import { type Closure, closureAt, type Organisation } from './organisation.ts';
import { type Refusal, refuse } from './refusals.ts';
import { BEFORE_TURN, type Release } from './state.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';

/** Who may set aside what a release still waits for, in an emergency. */
export interface OverrideRule {
  /** Somebody of any of these. */
  by: GroupName[];
  /** How long after its use it has to be reviewed. */
  reviewWithinMs: number;
}

/** One request to override, and what became of it. */
export interface Override {
  /** What was looked at; a change of the agreement ends it. */
  digest: string;
  asked: Said;
  decided: (Said & { is: 'granted' | 'refused' }) | null;
}

interface Said {
  by: PersonId;
  reason: string;
  at: Instant;
}

/** What a person who asks for an override hands over. */
export interface OverrideWish {
  by: PersonId;
  /** Their groups now, of those that may override. */
  groups: GroupName[];
  reason: string;
  /** Who is told and can decide. */
  asks: PersonId[];
  /** Whether they say that they override themselves; it only counts for those who may. */
  grants: boolean;
}

export type OverrideCommand =
  | ({ type: 'AskOverride'; digest: string } & OverrideWish)
  | {
      type: 'DecideOverride';
      by: PersonId;
      groups: GroupName[];
      grants: boolean;
      reason: string;
      digest: string;
    };

export type OverrideEvent =
  | { type: 'OverrideAsked'; by: PersonId; reason: string; asks: PersonId[] }
  /** Without a request before it the person asked for it and overrode in one. */
  | { type: 'OverrideGranted'; by: PersonId; groups: GroupName[]; reason: string; digest: string }
  | { type: 'OverrideRefused'; by: PersonId; reason: string };

/** A granted override that has not been used by then has to be asked for again. */
export const OVERRIDE_HOLDS_MS = 24 * 3_600_000;

type Overridable = Pick<Release, 'digest'> & { override?: Override | null };

/**
 * Whether an override of CTO or CEO is in force: approvals, checklist, Go/No-Go and the calendar are set aside.
 * Never the gates, the lane, a lock or the watching.
 */
export const isOverridden = ({ override, digest }: Overridable): boolean =>
  override?.decided?.is === 'granted' && override.digest === digest;

/** The request that waits for an answer. */
export const openRequest = ({ override, digest }: Overridable): Override | null =>
  override && override.decided === null && override.digest === digest ? override : null;

/** Whether an override in force was granted too long ago to begin a deploy with; that of a planned start holds until then. */
export const isOverrideOld = (
  { override, plan }: Pick<Release, 'override' | 'plan'>,
  now: Instant,
): boolean => now > Math.max(override?.decided?.at ?? now, plan.startAt ?? 0) + OVERRIDE_HOLDS_MS;

/** What of the calendar is in the release's way now: nothing once it was excepted or overridden. */
export const closureFor = (release: Release, organisation: Organisation, now: Instant): Closure | null =>
  isOverridden(release) ? null : closureAt(organisation, release.plan, now, release.turn.excepted);

export function decideOverride(
  command: OverrideCommand,
  release: Release,
  now: Instant,
): OverrideEvent[] | Refusal {
  const { status, terms, digest } = release;
  if (!BEFORE_TURN.includes(status)) {
    return refuse('wrong-state', {
      deed: 'override',
      status,
      instead: hasEnded(status) ? ['start'] : ['status'],
    });
  }
  if (command.digest !== digest) return refuse('superseded', {});
  if (!terms.override) return refuse('no-override', {});
  return command.type === 'AskOverride'
    ? ask(command, release, terms.override, now)
    : answer(command, release, terms.override);
}

function ask(
  { by, groups, reason, asks, grants }: OverrideWish,
  release: Release,
  rule: OverrideRule,
  now: Instant,
): OverrideEvent[] | Refusal {
  if (isOverridden(release) && !isOverrideOld(release, now)) {
    return refuse('already-overridden', { by: release.override?.decided?.by ?? by });
  }
  return wishFor(rule, { by, groups, reason, asks, grants }, release);
}

/** What comes of the wish for an override where none is in force; also of a plan that is begun with one. */
export function wishFor(
  rule: OverrideRule,
  { by, groups, reason: given, asks, grants }: OverrideWish,
  release: Overridable,
): OverrideEvent[] | Refusal {
  const reason = given.trim();
  if (!reason) return refuse('reason-missing', { deed: 'override' });
  const own = groups.filter(group => rule.by.includes(group));
  if (grants && own.length > 0) {
    return [{ type: 'OverrideGranted', by, groups: own, reason, digest: release.digest }];
  }
  const open = openRequest(release);
  if (open) return refuse('override-asked', { by: open.asked.by, groups: rule.by });
  return [{ type: 'OverrideAsked', by, reason, asks }];
}

function answer(
  { by, groups, grants, reason: given }: Extract<OverrideCommand, { type: 'DecideOverride' }>,
  release: Release,
  rule: OverrideRule,
): OverrideEvent[] | Refusal {
  const own = groups.filter(group => rule.by.includes(group));
  if (own.length === 0) return refuse('not-an-overrider', { groups: rule.by });
  if (!openRequest(release)) return refuse('no-override-asked', {});
  const reason = given.trim();
  if (!reason) return refuse('reason-missing', { deed: grants ? 'grant' : 'refuse' });
  return grants
    ? [{ type: 'OverrideGranted', by, groups: own, reason, digest: release.digest }]
    : [{ type: 'OverrideRefused', by, reason }];
}

export function evolveOverride(release: Overridable, event: OverrideEvent, at: Instant): Override | null {
  const { digest, override = null } = release;
  const said: Said = { by: event.by, reason: event.reason, at };
  if (event.type === 'OverrideAsked') return { digest, asked: said, decided: null };
  const asked = openRequest(release)?.asked ?? said;
  if (event.type === 'OverrideGranted') {
    return { digest: event.digest, asked, decided: { ...said, is: 'granted' } };
  }
  return override && { ...override, decided: { ...said, is: 'refused' } };
}
