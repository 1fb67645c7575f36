import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { Status } from '../../src/release/state.ts';
import type { Database } from '../../src/store/database.ts';
import { firstTampered } from '../../src/store/event-log.ts';

/** What a store and a workspace have come to; everything but `releases` has to be empty. */
export interface Audit {
  releases: { id: string; version: string; status: Status; events: string[] }[];
  /** Notices the events ask for that nobody can read, and those that can be read more than once. */
  lost: string[];
  doubled: string[];
  /** Kept or posted without an event that asks for it. */
  unasked: string[];
  /** Cards that are not there exactly once, or show an old state. */
  wrongCards: string[];
  /** Streams whose chain is broken. */
  tampered: string[];
  /** Work that is still due although every release has ended. */
  leftOver: string[];
}

interface NoticeRow {
  id: string;
  release: string;
  version: number;
  kind: string;
  recipient: string;
  state: string;
  problem: string | null;
}

/** What was wanted of somebody and was over before it could be sent is not lost. */
const isMoot = ({ state, problem }: NoticeRow): boolean =>
  state === 'given-up' && problem === 'it is no longer wanted of them';

/** Counts everything from the events themselves, against what people can read in the workspace. */
export async function audit(db: Database, workspace: Workspace): Promise<Audit> {
  const engine = openEngine(db, { ring: () => {} });
  const found: Audit = {
    releases: [],
    lost: [],
    doubled: [],
    unasked: [],
    wrongCards: [],
    tampered: [],
    leftOver: [],
  };
  const { rows: streams } = await db.query<{ stream: string }>('select stream from app.streams');
  for (const { stream } of streams) {
    if ((await firstTampered(db, stream)) !== null) found.tampered.push(stream);
  }

  const posted = postedMarks(workspace);
  const { rows: kept } = await db.query<NoticeRow>(
    'select id, release_id as release, event_version as version, kind, recipient, state, problem from app.notices',
  );
  const keyOf = ({ release, version, kind, recipient }: Omit<NoticeRow, 'id' | 'state' | 'problem'>) =>
    `${release} ${version} ${kind} ${recipient}`;
  const asked = new Set<string>();
  const { rows: ids } = await db.query<{ id: string }>('select id from app.releases order by created_at');
  for (const { id } of ids) {
    const history = await engine.history(id);
    for (const { version, event } of history) {
      const release = await engine.load(id, version);
      for (const { kind, to } of release ? noticesOf(event, release) : []) {
        asked.add(keyOf({ release: id, version, kind, recipient: recipientKey(to) }));
      }
    }
    const release = await engine.load(id);
    if (!release) continue;
    const { plan, status } = release;
    found.releases.push({
      id,
      version: plan.version,
      status,
      events: history.map(({ event }) => event.type),
    });
  }

  for (const key of asked) {
    const row = kept.find(one => keyOf(one) === key);
    const times = row ? (posted.get(row.id) ?? 0) : 0;
    if (times === 0 && !(row && isMoot(row))) found.lost.push(`${key} (${row?.state ?? 'never kept'})`);
    if (times > 1) found.doubled.push(`${key} (${times} times)`);
  }
  found.unasked.push(...kept.map(keyOf).filter(key => !asked.has(key)));
  found.unasked.push(...[...posted.keys()].filter(id => !kept.some(row => row.id === id)));

  const { rows: boards } = await db.query<{ release: string; wanted: number; shown: number }>(
    'select release_id as release, wanted_version as wanted, shown_version as shown from app.boards',
  );
  for (const { release, wanted, shown } of boards) {
    if (wanted !== shown) found.wrongCards.push(`${release} shows ${shown} instead of ${wanted}`);
  }
  const cards = marks(workspace).filter(({ kind }) => kind === 'tminus_board').length;
  if (cards !== ids.length) found.wrongCards.push(`${cards} cards for ${ids.length} releases`);
  const { rows: tasks } = await db.query<{ release: string; task: string }>(
    // What went back is looked back on days later.
    "select release_id as release, task from app.tasks where task <> 'ask-for-retrospective'",
  );
  found.leftOver.push(...tasks.map(({ release, task }) => `${release} ${task}`));
  return found;
}

function postedMarks(workspace: Workspace): Map<string, number> {
  const times = new Map<string, number>();
  for (const { kind, id } of marks(workspace)) {
    if (kind === 'tminus_notice') times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

/** What the messages that are really there are found again by. */
function marks(workspace: Workspace): { kind: string; id: string }[] {
  const channels = new Set(workspace.calls('chat.postMessage').map(({ args }) => String(args.channel)));
  return [...channels]
    .flatMap(channel => workspace.messages(channel))
    .flatMap(({ metadata }) =>
      metadata ? [{ kind: metadata.event_type, id: String(metadata.event_payload.id) }] : [],
    );
}
