import type { ItemTime } from './checklist.ts';
import type { Missed } from './criteria.ts';
import type { Shortage } from './enough-people.ts';
import type { GateName } from './gate-evidence.ts';
import type { GateFigures } from './gate-figures.ts';
import type { Priority, Responder } from './incidents.ts';
import type { PermittedDeed } from './permissions.ts';
import type { Severity } from './risk.ts';
import type {
  Environment,
  GroupName,
  Instant,
  PersonId,
  ReleaseId,
  ReleaseType,
  RoleName,
  Version,
} from './terms.ts';

/** Why a command was not carried out. Nothing was changed; the words for each are in `words/`. */
export interface Refusals {
  'no-such-release': { asked: string };
  superseded: Record<never, never>;
  'wrong-state': { deed: string; status: string; instead: string[] };
  'not-an-approver': { couldApprove: GroupName[] };
  'own-release': Record<never, never>;
  'already-approved': Record<never, never>;
  'not-your-item': { item: string; role: RoleName; owner: PersonId };
  'item-not-now': { item: string; when: ItemTime; status: string };
  'nobody-accepts': Record<never, never>;
  'not-asked-to-accept': { roles: RoleName[] };
  'reason-missing': { deed: string };
  'not-permitted': { deed: PermittedDeed; people: PersonId[]; groups: GroupName[] };
  'no-override': Record<never, never>;
  'override-asked': { by: PersonId; groups: GroupName[] };
  'already-overridden': { by: PersonId };
  'not-an-overrider': { groups: GroupName[] };
  'no-override-asked': Record<never, never>;
  /** It was granted too long ago to begin with. */
  'override-old': Record<never, never>;
  /** Approvals are only ever skipped by an override. */
  'skip-needs-emergency': Record<never, never>;
  'no-review-due': Record<never, never>;
  /** No gate keeps it from going out. */
  'nothing-to-skip': Record<never, never>;
  'no-role': { roles: RoleName[] };
  'not-the-owner': { owner: PersonId };
  'not-a-version': { found: string };
  'already-released': { version: Version; environment: Environment };
  'older-than-running': { version: Version; running: Version };
  'type-too-low': { declared: ReleaseType; real: ReleaseType; running: Version };
  'already-under-way': { release: ReleaseId; version: Version };
  'mitigation-missing': { risk: string; severity?: Severity };
  'risk-owner-missing': { risk: string };
  'field-missing': { field: string };
  'no-such-tag': { version: Version; repository: string };
  'strategy-unknown': { found: string; known: string[] };
  'strategy-not-served': { strategy: string; needs: string };
  'service-unknown': { found: string; known: string[] };
  'environment-not-served': { service: string; environment: Environment; known: Environment[] };
  'verdict-is-fail': { finding: string };
  'metrics-lost': { why: string };
  'not-baking': Record<never, never>;
  'nothing-deployed': { release: ReleaseId };
  'nothing-to-go-back-to': { version: Version };
  /** A step that nothing undoes was begun; the command has to say what becomes of the data. */
  'past-return': { step: string; because: string; canRestore: boolean };
  'no-database-actions': Record<never, never>;
  'no-backup': { action: string };
  'newer-release': { release: ReleaseId; version: Version };
  'already-rolling-back': { to: Version; since: Instant };
  'already-locked': { reason: string; by: PersonId };
  'not-locked': Record<never, never>;
  'not-known-good': { version: Version; known: Version[] };
  'people-unknown': { why: string };
  'facts-unknown': { what: string; why: string };
  'gates-not-passed': { failed: GateName[]; unknown: GateName[] };
  'no-gates': Record<never, never>;
  'no-commit': { version: Version };
  'evidence-of-another-commit': { expected: string | null; found: string };
  'not-fit': { missed: Missed[]; problems: string[] };
  /** `against`: figures that no longer let the gates fill the seats of the groups. */
  'approvals-short': {
    seats: number;
    mandatory: GroupName[];
    gone: PersonId[];
    against?: (keyof GateFigures)[];
  };
  'approvals-expired': Record<never, never>;
  'approval-overdue': { owner: PersonId };
  'tag-moved': { from: string | null; to: string | null };
  locked: { reason: string; by: PersonId };
  frozen: { reason: string; until: Instant };
  'outside-window': { reason: string; opensAt: Instant | null };
  'start-past': { at: Instant };
  /** The calendar is closed at the planned start, and nobody may make an exception. */
  'closed-then': {
    kind: 'freeze' | 'release-window';
    reason: string;
    at: Instant;
    opensAt: Instant | null;
  };
  'starts-later': { at: Instant };
  'no-incident': Record<never, never>;
  'incident-open': { priority: Priority };
  'incident-acknowledged': { by: Responder };
  'freeze-empty': { from: Instant; until: Instant };
  'no-such-freeze': { asked: string; known: string[] };
  /** It comes back with the policy, so it goes with it too. */
  'freeze-of-policy': Record<never, never>;
  'nothing-closed': Record<never, never>;
  'no-exception-by-you': { reason: string; groups: GroupName[] };
  /** Nothing was changed yet, so it would be a start, and what was agreed on is too old for one. */
  'retry-too-late': Record<never, never>;
  'lane-taken': { by: ReleaseId | null };
  /** It could never be approved: `without` have no say, because they ask for it or own it. */
  'nobody-to-approve': Shortage & { without: PersonId[] };
  /** Nobody could speak for these roles in its Go/No-Go. */
  'nobody-to-vote': { roles: RoleName[] };
  'asked-already': { until: Instant };
  'not-reminded': { at: Instant };
  'snoozed-already': { until: Instant };
  /** Of a reminder that is about something else than an approval. */
  'nothing-to-put-off': Record<never, never>;
  'put-off-already': Record<never, never>;
  'snoozed-too-long': { until: Instant };
  'voice-not-lent': { of: PersonId };
  'voice-given': { of: PersonId; by: PersonId };
  'nothing-lent': { person: PersonId };
  'lent-to-oneself': Record<never, never>;
  'lent-for-no-time': Record<never, never>;
  'lent-too-long': { mostMs: number };
  /** Only what is one's own can be lent, and not what one was lent. */
  'not-yours-to-lend': { foreign: GroupName[]; own: GroupName[] };
}

export type RefusalKind = keyof Refusals;

export type Refusal = { [K in RefusalKind]: { refusal: K } & Refusals[K] }[RefusalKind];

export function refuse<K extends RefusalKind>(
  refusal: K,
  details: Refusals[K],
): { refusal: K } & Refusals[K] {
  return { refusal, ...details };
}

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refusal' in value;
