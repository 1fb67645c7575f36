import { evidenceSince, type ItemEvidence } from './item-evidence.ts';
import type { OpenItem } from './readiness.ts';
import type { Release, Status } from './state.ts';
import type { Instant, PersonId, RoleName } from './terms.ts';

export const ITEM_GROUPS = [
  'code and build',
  'tests and quality',
  'documents and communication',
  'environment and configuration',
  'readiness',
  'verification',
  'closing work',
] as const;
export type ItemGroup = (typeof ITEM_GROUPS)[number];

/** `before` the Go/No-Go, `during` the rollout, `after` completion. */
export const ITEM_TIMES = ['before', 'during', 'after'] as const;
export type ItemTime = (typeof ITEM_TIMES)[number];

/** One line of the checklist of a release, as the policy had it when the release was planned. */
export interface ChecklistItem {
  /** What it is typed by: `release-notes`. */
  id: string;
  text: string;
  group: ItemGroup;
  when: ItemTime;
  /** Before the Go/No-Go: it does not open without it. Afterwards: it is reminded of. */
  required: boolean;
  /** Whoever speaks for this role may tick it, and so may the owner of the release. */
  role: RoleName;
  /** Null: it takes a hand. */
  tickedBy: ItemEvidence | null;
}

/** What a hand did to an item last. */
export type Mark =
  | { is: 'ticked'; by: PersonId; at: Instant }
  /** Somebody took the tick away, be it a hand's or that of the evidence: only a hand sets it again. */
  | { is: 'unticked'; by: PersonId; at: Instant; reason: string };

/** By the ids of the items. */
export type Marks = Readonly<Record<string, Mark>>;

export type MarkEvent =
  | { type: 'ItemTicked'; item: string; by: PersonId }
  | { type: 'ItemUnticked'; item: string; by: PersonId; reason: string };

export type ChecklistEvent =
  | MarkEvent
  /** The release went on: what every item before the Go/No-Go rested on at that moment. */
  | { type: 'ChecklistPassed'; items: Passed[] };

export type Passed = { item: string } & (
  | { by: PersonId; at: Instant }
  | { evidence: ItemEvidence; since: Instant }
);

/** Where an item stands. `taken`: how its tick was taken away, if it was. */
export type Tick =
  | { is: 'by-hand'; by: PersonId; at: Instant }
  | { is: 'by-evidence'; evidence: ItemEvidence; since: Instant }
  | { is: 'open'; taken: Extract<Mark, { is: 'unticked' }> | null };

/** What an item rests on now; one from before the Go/No-Go keeps what it rested on when the release went on. */
export function tickOf(item: ChecklistItem, release: Release, now: Instant): Tick {
  const passed = isTheirTime('before', release) ? null : release.passed.find(it => it.item === item.id);
  if (passed) return 'by' in passed ? { is: 'by-hand', ...passed } : { is: 'by-evidence', ...passed };
  const mark = release.marks[item.id];
  if (mark?.is === 'ticked') return { is: 'by-hand', by: mark.by, at: mark.at };
  if (mark) return { is: 'open', taken: mark };
  const since = item.tickedBy && evidenceSince(item.tickedBy, release, now);
  return item.tickedBy && since !== null
    ? { is: 'by-evidence', evidence: item.tickedBy, since }
    : { is: 'open', taken: null };
}

export const checklistOf = ({ terms }: Release): readonly ChecklistItem[] => terms.checklist ?? [];

/** Required items of that time nobody has ticked and no evidence speaks for. */
export const openItems = (release: Release, when: ItemTime, now: Instant): ChecklistItem[] =>
  checklistOf(release).filter(
    item => item.when === when && item.required && tickOf(item, release, now).is === 'open',
  );

export const asOpenItem = ({ id, text, role }: ChecklistItem): OpenItem => ({ id, text, role });

/** What the ticks before the Go/No-Go rest on; nothing without a checklist, or where an override set it aside. */
export function passedNow(release: Release, now: Instant): ChecklistEvent[] {
  if (openItems(release, 'before', now).length > 0) return [];
  const items = checklistOf(release)
    .filter(({ when }) => when === 'before')
    .flatMap((item): Passed[] => {
      const tick = tickOf(item, release, now);
      if (tick.is === 'by-hand') return [{ item: item.id, by: tick.by, at: tick.at }];
      return tick.is === 'by-evidence' ? [{ item: item.id, evidence: tick.evidence, since: tick.since }] : [];
    });
  return items.length > 0 ? [{ type: 'ChecklistPassed', items }] : [];
}

const BEFORE: readonly Status[] = [
  'approving',
  'preparing',
  'polling',
  'held',
  'ready',
  'queued',
  'starting',
];
const DURING: readonly Status[] = ['deploying', 'failed', 'completed'];

/** Whether items of that time can be ticked and unticked now. */
export const isTheirTime = (when: ItemTime, { status }: Release): boolean => {
  switch (when) {
    case 'before':
      return BEFORE.includes(status);
    case 'during':
      return DURING.includes(status);
    case 'after':
      return status === 'completed';
  }
};

export const mayMark = (
  item: ChecklistItem,
  person: PersonId,
  roles: readonly RoleName[],
  release: Release,
) => release.plan.owner === person || roles.includes(item.role);

export function evolveMarks(marks: Marks, event: MarkEvent, at: Instant): Marks {
  switch (event.type) {
    case 'ItemTicked':
      return { ...marks, [event.item]: { is: 'ticked', by: event.by, at } };
    case 'ItemUnticked':
      return { ...marks, [event.item]: { is: 'unticked', by: event.by, at, reason: event.reason } };
  }
}
