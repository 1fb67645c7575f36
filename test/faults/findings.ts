import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { Channel, Message } from '../../sandbox/workspace/state.ts';
import { digestOf } from '../../src/jobs/digest-of.ts';
import { LOOKING_FOR_MS } from '../../src/jobs/show-homes.ts';
import { topicOf } from '../../src/views/room-head.ts';
import { english } from '../../src/words/english.ts';
import { CHANNEL } from '../jobs/post-office.ts';
import { theRelease } from './people.ts';
import type { Tally } from './strikes.ts';
import type { Office, World } from './world.ts';

/** What became of everything that had to be told. Whatever is in `wrong` is a bug. */
export interface Findings {
  told: number;
  wrong: string[];
  /** Told twice because nobody could find out in time whether it had arrived: the one case that is allowed. */
  doubled: string[];
}

interface Row {
  id: string;
  kind: string;
  recipient: string;
  urgent: boolean;
  version: number;
  state: string;
  problem: string | null;
}

const MOOT = 'it is no longer wanted of them';
const ROOM = 'rel-checkout-1-4-0-prod';
const AMBIGUOUS = ['reset', '503', 'slow', 'reorder'] as const;

/** Reads outbox, log and workspace after everything was delivered. */
export async function findingsOf(
  world: World,
  office: Office,
  { gestures, tally, hasRoom }: { gestures: number; tally: Tally; hasRoom: boolean },
): Promise<Findings> {
  const { db, workspace } = world;
  const { rows } = await db.query<Row>(
    'select id, kind, recipient, urgent, event_version as version, state, problem from app.notices order by seq',
  );
  const all = await everyMessage(workspace, rows);
  const marked = all.filter(({ metadata }) => metadata?.event_type === 'tminus_notice');
  const copies = (id: string) => marked.filter(({ metadata }) => metadata?.event_payload.id === id);
  const inSlack = rows.filter(({ recipient }) => /^(channel|thread|room|person):/.test(recipient));
  const doubled = inSlack.filter(({ id }) => copies(id).length > 1);
  // Whether it had arrived was unknown, and could not be looked up either.
  const isUnknowable =
    tally.has('chat.postMessage', ...AMBIGUOUS) &&
    (tally.has('conversations.history', ...AMBIGUOUS, '429') ||
      tally.has('conversations.replies', ...AMBIGUOUS, '429'));
  const boards = all.filter(({ metadata }) => metadata?.event_type === 'tminus_board');
  return {
    told: rows.length,
    wrong: [
      ...rows.filter(isLost(copies)).map(row => `lost: ${name(row)}`),
      ...doubled
        .filter(({ id }) => !isUnknowable || copies(id).length > 2)
        .map(row => `doubled: ${name(row)}`),
      ...marked
        .filter(({ metadata }) => !rows.some(({ id }) => id === metadata?.event_payload.id))
        .map(({ text }) => `unasked: ${text}`),
      ...outOfOrder(inSlack, id => copies(id)[0]).map(row => `out of order: ${name(row)}`),
      ...(boards.length === (hasRoom ? 2 : 1) ? [] : [`there are ${boards.length} cards and boards`]),
      ...(await (hasRoom ? wrongRoom : wrongPin)(world, boards)),
      ...(await wrongHome(world, office)),
      ...(await wrongLog(world, gestures)),
    ],
    doubled: isUnknowable ? doubled.map(name) : [],
  };
}

const name = ({ kind, recipient, version, problem }: Row) =>
  `${version} ${kind} to ${recipient}${problem ? ` (${problem})` : ''}`;

const isLost =
  (copies: (id: string) => unknown[]) =>
  ({ id, state, problem, recipient }: Row): boolean => {
    if (state === 'pending' || state === 'sending') return true;
    if (state === 'given-up') return problem !== MOOT && !recipient.startsWith('paging:');
    return /^(channel|thread|room|person):/.test(recipient) && copies(id).length === 0;
  };

async function everyMessage(workspace: Workspace, rows: readonly Row[]): Promise<Message[]> {
  const named = (kind: string) => {
    const ids = rows.flatMap(({ recipient }) =>
      recipient.startsWith(`${kind}:`) ? recipient.slice(kind.length + 1) : [],
    );
    return [...new Set(ids)];
  };
  const direct: Message[] = [];
  for (const person of named('person')) {
    const opened = await workspace.openDirect(person, 'U00TMINUSX');
    if ('channel' in opened && opened.channel) direct.push(...workspace.messages(opened.channel));
  }
  const channels = new Set([CHANNEL, ...named('channel'), ...(room(workspace) ? [ROOM] : [])]);
  return [...[...channels].flatMap(channel => workspace.messages(channel)), ...direct];
}

/** To one recipient what happened first is told first; an emergency before whatever ordinary happened after it. */
function outOfOrder(rows: readonly Row[], messageOf: (id: string) => Message | undefined): Row[] {
  const wrong = new Set<Row>();
  for (const [index, before] of rows.entries()) {
    for (const after of rows.slice(index + 1)) {
      if (before.recipient !== after.recipient || before.version >= after.version) continue;
      // An emergency may overtake what is ordinary, and nothing else may.
      if (after.urgent && !before.urgent) continue;
      const [first, second] = [messageOf(before.id), messageOf(after.id)];
      if (!first || !second || first.channel !== second.channel) continue;
      if (Number(first.ts) > Number(second.ts)) wrong.add(after);
    }
  }
  return [...wrong];
}

const room = (workspace: Workspace, named = ROOM): Channel | null => {
  try {
    return workspace.channel(named);
  } catch {
    return null;
  }
};

/** Made once, with everything that belongs there, and archived in the end. */
async function wrongRoom({ workspace, engine, db }: World, boards: readonly Message[]): Promise<string[]> {
  const release = await theRelease(engine, { db });
  const made = room(workspace);
  if (!release || !made) return ['there is no war room'];
  const board = boards.find(({ channel }) => channel === made.id);
  const links = made.bookmarks.map(({ link }) => link);
  const checks: [string, boolean][] = [
    ['the room was made twice', room(workspace, `${ROOM}-2`) === null],
    ['the owner is not in the room', made.members.includes('U01ANAVEGA')],
    ['operations are not in the room', made.members.includes('U07GEORGEM')],
    ['the purpose does not name the release', made.purpose.includes(release.id)],
    [`the topic is ${made.topic}`, made.topic === topicOf(release, english)],
    [`bookmarks are missing or doubled: ${links}`, links.length > 0 && new Set(links).size === links.length],
    ['the board is not what is pinned', made.pins.length === 1 && made.pins[0]?.ts === board?.ts],
    ['the board does not tell the end', /Rolled back/i.test(JSON.stringify(board?.blocks))],
    ['the room was not archived', made.archived === true],
  ];
  return checks.filter(([, holds]) => !holds).map(([what]) => what);
}

/** Without a room of its own the card is pinned while the release is under way. */
async function wrongPin({ workspace }: World): Promise<string[]> {
  return [
    ...(workspace.channel(CHANNEL).pins.length > 0 ? ['the card is still pinned'] : []),
    ...(room(workspace) ? ['a room was made that nobody wanted'] : []),
  ];
}

/** Whoever still looks sees how it is. */
async function wrongHome({ workspace, db }: World, office: Office): Promise<string[]> {
  const { rows } = await db.query<{ digest: string }>(
    'select digest from app.home_viewers where opened_at > app.now_ms() - $1::bigint',
    [LOOKING_FOR_MS],
  );
  if (rows.length === 0) return [];
  const shown = workspace.home('ana');
  const isRight = rows[0]?.digest === digestOf(await office.draw('U01ANAVEGA'));
  return shown && isRight ? [] : ['the home is not up to date'];
}

/** However often Slack delivered it: everybody's wish is in the log once. */
async function wrongLog({ engine, db }: World, gestures: number): Promise<string[]> {
  const release = await theRelease(engine, { db });
  const history = release ? await engine.history(release.id) : [];
  const times = (type: string) => history.filter(({ event }) => event.type === type).length;
  const once = ['ReleasePlanned', 'DeployStarted', 'RolledBack'];
  const { rows } = await db.query<{ releases: number }>('select count(*)::int as releases from app.releases');
  return [
    ...once.filter(type => times(type) !== 1).map(type => `${type} was recorded ${times(type)} times`),
    ...(times('ApprovalGiven') === 3 ? [] : [`${times('ApprovalGiven')} approvals were recorded`]),
    ...(times('VoteCast') === 4 ? [] : [`${times('VoteCast')} votes were recorded`]),
    ...(rows[0]?.releases === 1 ? [] : [`${rows[0]?.releases} releases were planned`]),
    ...(gestures < 10 ? [`${gestures} gestures are too few`] : []),
  ];
}
