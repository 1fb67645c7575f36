import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { Message } from '../../sandbox/workspace/state.ts';
import type { Database } from '../../src/store/database.ts';

/** What became of everything that had to be told. Whatever is in one of the lists but `doubled` is a bug. */
export interface Findings {
  told: number;
  lost: string[];
  /** Told twice: only after an outcome nobody could find out. */
  doubled: string[];
  /** In the channel and in no outbox. */
  unasked: string[];
  outOfOrder: string[];
  cards: number;
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

/** Reads outbox and workspace after everything was delivered. */
export async function findingsOf(db: Database, workspace: Workspace, channel: string): Promise<Findings> {
  const { rows } = await db.query<Row>(
    'select id, kind, recipient, urgent, event_version as version, state, problem from app.notices order by seq',
  );
  const all = await everyMessage(workspace, channel, rows);
  const marked = all.filter(({ metadata }) => metadata?.event_type === 'tminus_notice');
  const copies = (id: string) => marked.filter(({ metadata }) => metadata?.event_payload.id === id);
  const inSlack = rows.filter(({ recipient }) => /^(channel|thread|person):/.test(recipient));
  const name = ({ kind, recipient, version, problem }: Row) =>
    `${version} ${kind} to ${recipient}${problem ? ` (${problem})` : ''}`;
  return {
    told: rows.length,
    lost: [
      ...rows.filter(({ state }) => state === 'pending' || state === 'sending').map(name),
      ...rows
        .filter(({ state, recipient }) => state === 'given-up' && !recipient.startsWith('paging:'))
        .map(name),
      ...inSlack.filter(({ id, state }) => state === 'sent' && copies(id).length === 0).map(name),
    ],
    doubled: inSlack.filter(({ id }) => copies(id).length > 1).map(name),
    unasked: marked
      .filter(({ metadata }) => !rows.some(({ id }) => id === metadata?.event_payload.id))
      .map(({ text }) => text),
    outOfOrder: outOfOrder(inSlack, id => copies(id)[0]).map(name),
    cards: all.filter(({ metadata }) => metadata?.event_type === 'tminus_board').length,
  };
}

async function everyMessage(workspace: Workspace, channel: string, rows: readonly Row[]): Promise<Message[]> {
  const people = [...new Set(rows.map(({ recipient }) => /^person:(.*)/.exec(recipient)?.[1] ?? ''))];
  const direct: Message[] = [];
  for (const person of people.filter(Boolean)) {
    const opened = await workspace.openDirect(person, 'U00TMINUSX');
    if ('channel' in opened && opened.channel) direct.push(...workspace.messages(opened.channel));
  }
  return [...workspace.messages(channel), ...direct];
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
      if (first && second && Number(first.ts) > Number(second.ts)) wrong.add(after);
    }
  }
  return [...wrong];
}
