import { servicesIn } from '../policy/resolve.ts';
import { hasEnded } from '../release/ending.ts';
import { refuse } from '../release/refusals.ts';
import type { Release, Status } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';
import type { ReleaseRow } from '../store/releases.ts';
import { whichRelease as choiceOf } from '../views/list.ts';
import type { Message } from '../views/message.ts';
import type { Desk } from './desk.ts';
import type { Asked } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { asTyped, type Naming, namesNothing, readNaming } from './naming.ts';
import type { Word } from './parse.ts';

/** In which statuses a release is one that a deed can mean when none is named. */
export type Meaning = readonly Status[] | 'any';

export type Found = { one: ReleaseId } | { several: ReleaseRow[] } | 'none';

/**
 * One that fits is meant; several are put up for choice, and so is one that is at home elsewhere. When
 * nothing fits, what was named, or the only one here, is taken all the same: its refusal says why not.
 * @param rows newest first
 */
export function pick(
  rows: readonly ReleaseRow[],
  meaning: Meaning,
  from: 'named' | 'here' | 'elsewhere',
): Found {
  const fitting = rows.filter(row => meaning === 'any' || meaning.includes(row.status as Status));
  const [first] = fitting;
  if (fitting.length === 1 && first && from !== 'elsewhere') return { one: first.id };
  if (fitting.length > 0) return { several: fitting };
  const [newest] = rows;
  const onlyOne = from === 'named' || (from === 'here' && rows.length === 1);
  return newest && onlyOne ? { one: newest.id } : 'none';
}

export interface Meant {
  release: Release;
  /** What was typed beside the name of the release. */
  rest: readonly Word[];
}

/**
 * Which release the asker means: the one of the button, else the one that is named, else the one whose card
 * or notice begins this thread or whose war room this is, else the channel's only one the deed fits. Several come back as a message to choose from.
 * @throws Refused, Misunderstood
 */
export async function whichRelease(
  asked: Asked,
  deed: { button: string; meaning: Meaning },
  desk: Desk,
): Promise<Meant | Message> {
  const naming = readNaming(asked.words, desk.policy());
  const found = await find(asked, naming, deed.meaning, desk);
  if (found === 'none') {
    throw deed.meaning === 'any'
      ? misunderstood('nothing-here', {})
      : misunderstood('nothing-fits', { deed: deed.button });
  }
  if ('several' in found) return choiceOf(found.several, deed.button, desk.words);
  const release = await desk.engine.load(found.one);
  if (!release) throw new Refused(refuse('no-such-release', { asked: found.one }));
  return { release, rest: naming.rest };
}

async function find(asked: Asked, naming: Naming, meaning: Meaning, desk: Desk): Promise<Found> {
  if (asked.about) return { one: asked.about.r };
  if (naming.id) return { one: naming.id };
  if (!namesNothing(naming)) {
    const found = pick(await namedRows(asked, naming, desk), meaning, 'named');
    if (found === 'none') throw new Refused(refuse('no-such-release', { asked: asTyped(naming) }));
    return found;
  }
  const ofThread = await releaseOfThread(asked, desk);
  if (ofThread) return { one: ofThread };
  if (meaning !== 'any' && meaning.every(hasEnded)) {
    return pick(await lastOfLanesHere(asked, desk), meaning, 'here');
  }
  const live = await desk.releases.live();
  const here = liveHere(live, asked, desk);
  const found = pick(here, meaning, 'here');
  if (found !== 'none' || here.length > 0) return found;
  const last = meaning === 'any' ? await lastHere(asked, desk) : null;
  return last ? { one: last.id } : pick(live, meaning, 'elsewhere');
}

/** The release whose card, or a notice about which, begins the thread somebody speaks in, or whose war room they are in. */
export async function releaseOfThread({ channel, threadTs }: Asked, desk: Desk): Promise<ReleaseId | null> {
  if (!channel) return null;
  const ofThread = threadTs ? await desk.releases.ofThread(channel, threadTs) : null;
  return ofThread ?? desk.releases.ofRoom(channel);
}

export function liveHere(live: readonly ReleaseRow[], asked: Asked, desk: Desk): ReleaseRow[] {
  const services = servicesHere(asked, desk);
  return live.filter(row => row.channel === asked.channel || services.includes(row.service));
}

/** For what is done with a release that has ended: the last one of each service and environment that is not live. */
async function lastOfLanesHere(asked: Asked, desk: Desk): Promise<ReleaseRow[]> {
  const lists = await Promise.all(servicesHere(asked, desk).map(service => desk.releases.of({ service })));
  const ended = lists.flat().filter(row => !row.live);
  const isLast = (row: ReleaseRow) =>
    ended.every(
      other =>
        other.service !== row.service ||
        other.environment !== row.environment ||
        other.createdAt <= row.createdAt,
    );
  return ended.filter(isLast).sort((a, b) => b.createdAt - a.createdAt);
}

async function lastHere(asked: Asked, desk: Desk): Promise<ReleaseRow | null> {
  const lists = await Promise.all(servicesHere(asked, desk).map(service => desk.releases.of({ service })));
  return lists.flat().sort((a, b) => b.createdAt - a.createdAt)[0] ?? null;
}

async function namedRows(asked: Asked, naming: Naming, desk: Desk): Promise<ReleaseRow[]> {
  const services = naming.service ? [naming.service] : servicesMeant(asked, desk);
  const { environment, version } = naming;
  const lists = await Promise.all(
    services.map(service =>
      desk.releases.of({ service, ...(environment && { environment }), ...(version && { version }) }),
    ),
  );
  return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
}

/** The services released in this channel. */
export const servicesHere = ({ channel, channelName }: Asked, desk: Desk): string[] =>
  channel === null
    ? []
    : servicesIn(desk.policy(), { id: channel, name: channelName ?? undefined }).map(({ name }) => name);

/** Without a service the channel's are meant, and in a channel that has none, all of them. */
function servicesMeant(asked: Asked, desk: Desk): string[] {
  const here = servicesHere(asked, desk);
  return here.length > 0 ? here : Object.keys(desk.policy().release.services);
}
