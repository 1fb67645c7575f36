import { lentGroups } from '../release/delegation.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { lendersTo, sayOf } from '../release/voices.ts';
import type { Reader, Scene } from '../views/scene.ts';
import type { Desk } from './desk.ts';

/** What a view of the release needs beside it. Who is in a group that cannot be read is left out. */
export async function sceneOf(release: Release, desk: Desk): Promise<Scene> {
  const { plan, terms } = release;
  const polled = [...new Set([...(terms.poll?.roles ?? []), ...(terms.closing?.roles ?? [])])];
  const groupsOfRole = desk.policy().approvals.roles;
  const say = terms.approvals ? sayOf(terms.approvals) : [];
  const names = new Set([...say, ...polled.flatMap(role => groupsOfRole[role] ?? [])]);
  const [lane, organisation, members] = await Promise.all([
    desk.engine.lane(plan),
    desk.engine.organisation(),
    membersOf([...names], desk),
  ]);
  const roles = Object.fromEntries(
    polled.map(role => [role, [...new Set((groupsOfRole[role] ?? []).flatMap(name => members[name] ?? []))]]),
  );
  return { lane, organisation, members, roles, now: desk.now(), words: desk.words };
}

async function membersOf(names: readonly GroupName[], desk: Desk): Promise<Record<GroupName, PersonId[]>> {
  const read = await Promise.allSettled(names.map(name => desk.people.membersOf(name)));
  const known = names.flatMap((name, at) => {
    const members = read[at];
    return members?.status === 'fulfilled' ? [[name, members.value] as const] : [];
  });
  return Object.fromEntries(known);
}

/** What the reader belongs to, to offer what they can do; whether they may is asked again when they do it. */
export async function readerOf(person: PersonId, { people, engine, now }: Desk): Promise<Reader> {
  const organisation = await engine.organisation();
  const [groups, roles, lent] = await Promise.all([
    people.groupsOf(person).catch(() => []),
    people.rolesOf(person).catch(() => []),
    Promise.all(
      lendersTo(person, organisation, now()).map(async of => {
        const own = await people.groupsOf(of).catch(() => []);
        return { of, groups: lentGroups(organisation.delegations, { of, by: person, at: now() }, own) };
      }),
    ),
  ]);
  return { person, groups, roles, lent };
}

/** The releases of these ids with their scenes; one that is gone is left out. */
export async function scenesOf(
  ids: readonly string[],
  desk: Desk,
): Promise<{ release: Release; scene: Scene }[]> {
  const loaded = await Promise.all(ids.map(id => desk.engine.load(id)));
  const releases = loaded.filter(release => release !== null);
  return Promise.all(releases.map(async release => ({ release, scene: await sceneOf(release, desk) })));
}
