import {
  type ChecklistItem,
  checklistOf,
  evolveMarks,
  isTheirTime,
  type MarkEvent,
  mayMark,
  tickOf,
} from './checklist.ts';
import { withdrawal } from './ending.ts';
import { isHeldByPoll } from './poll.ts';
import { preparation, unready } from './readiness.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Decision, Release, Status, World } from './state.ts';
import type { PersonId, RoleName } from './terms.ts';

/** Ticks some items and takes the ticks of others away, for one reason. */
export interface MarkItems {
  type: 'MarkItems';
  by: PersonId;
  /** The roles the person speaks for. */
  roles: RoleName[];
  /** Ids of items. */
  tick: string[];
  untick: string[];
  /** Why; needed to untick. */
  reason: string;
}

/** Before its start a release that lacks something again goes back and is asked about it once more. */
const GOES_BACK: readonly Status[] = ['polling', 'ready', 'queued', 'starting'];

/** All of it or nothing. What stands as it is wanted already is no news. */
export function decideMarks(command: MarkItems, release: Release, world: World): Decision | Refusal {
  const { by, tick, untick } = command;
  const reason = command.reason.trim();
  const items = checklistOf(release);
  const wanted: ChecklistItem[] = [];
  for (const id of [...tick, ...untick]) {
    const item = items.find(it => it.id === id);
    if (!item) return refuse('superseded', {});
    const refusal = refuseMark(item, command, release);
    if (refusal) return refusal;
    wanted.push(item);
  }
  const isOpen = (item: ChecklistItem) => tickOf(item, release, world.now).is === 'open';
  const events = wanted.flatMap((item): MarkEvent[] => {
    if (tick.includes(item.id)) return isOpen(item) ? [{ type: 'ItemTicked', item: item.id, by }] : [];
    return isOpen(item) ? [] : [{ type: 'ItemUnticked', item: item.id, by, reason }];
  });
  if (reason === '' && events.some(({ type }) => type === 'ItemUnticked'))
    return refuse('reason-missing', { deed: 'untick' });
  return goingBack(events, release, world) ?? { release: events };
}

function refuseMark(item: ChecklistItem, { by, roles }: MarkItems, release: Release): Refusal | null {
  if (!isTheirTime(item.when, release)) {
    return refuse('item-not-now', { item: item.text, when: item.when, status: release.status });
  }
  if (mayMark(item, by, roles, release)) return null;
  return refuse('not-your-item', { item: item.text, role: item.role, owner: release.plan.owner });
}

/** Something required is open again although the release was past it. */
function goingBack(events: readonly MarkEvent[], release: Release, world: World): Decision | null {
  const taken = events.some(({ type }) => type === 'ItemUnticked');
  if (!taken || !(GOES_BACK.includes(release.status) || isHeldAtStart(release))) return null;
  const marks = events.reduce((all, event) => evolveMarks(all, event, world.now), release.marks);
  const lacking = unready({ ...release, marks }, world);
  if (!lacking.some(({ lacks }) => lacks === 'checklist')) return null;
  return { release: [...events, preparation(lacking, true)], lane: withdrawal(release) };
}

/** Held by its Go/No-Go it is asked anyhow once the poll is reopened. */
const isHeldAtStart = (release: Release) => release.status === 'held' && !isHeldByPoll(release);
