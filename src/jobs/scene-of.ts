import type { Engine } from '../engine/engine.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId, RoleName } from '../release/terms.ts';
import { sayOf } from '../release/voices.ts';
import { ownRoomOf } from '../release/war-room.ts';
import type { Database } from '../store/database.ts';
import { roomOf } from '../store/rooms.ts';
import type { Scene } from '../views/scene.ts';
import type { Speech } from '../words/speech.ts';

export interface SceneMeans {
  engine: Pick<Engine, 'lane' | 'organisation'>;
  db: Pick<Database, 'now' | 'query'>;
  /** From memory where it is fresh enough: a card is no place to decide who may approve. */
  membersOf(group: GroupName): Promise<PersonId[]>;
  /** The groups that speak for a Go/No-Go role. */
  groupsOfRole(role: RoleName): readonly GroupName[];
  speech: Pick<Speech, 'inChannel'>;
}

/** What the views of a release need to know beside it, in the words of its channel. A group that cannot be read is left out. */
export const sceneReader =
  ({ engine, db, membersOf, groupsOfRole, speech }: SceneMeans) =>
  async (release: Release): Promise<Scene> => {
    const { plan, terms } = release;
    const roles = [...new Set([...(terms.poll?.roles ?? []), ...(terms.closing?.roles ?? [])])];
    const voices = terms.approvals ? sayOf(terms.approvals) : [];
    const names = new Set([...voices, ...roles.flatMap(groupsOfRole)]);
    const [lane, organisation, now, room, read] = await Promise.all([
      engine.lane(plan),
      engine.organisation(),
      db.now(),
      ownRoomOf(release) ? roomOf(db, release.id) : null,
      Promise.all([...names].map(async name => [name, await membersOf(name).catch(() => null)] as const)),
    ]);
    const known = new Map(read.flatMap(([name, people]) => (people ? [[name, people] as const] : [])));
    const speakers = roles.flatMap(role => {
      const groups = groupsOfRole(role);
      if (!groups.every(group => known.has(group))) return [];
      return [[role, [...new Set(groups.flatMap(group => known.get(group) ?? []))]] as const];
    });
    const members = voices.flatMap(name => {
      const people = known.get(name);
      return people ? [[name, people] as const] : [];
    });
    return {
      lane,
      organisation,
      ...(room && { room }),
      now,
      words: speech.inChannel(plan.channel),
      members: Object.fromEntries(members),
      roles: Object.fromEntries(speakers),
    };
  };
