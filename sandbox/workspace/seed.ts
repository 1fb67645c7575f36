import { slackbot } from './context.ts';
import type { AppConfig, SeedChannel, SeedGroup, SeedPerson } from './options.ts';
import type { State } from './state.ts';

type Seeds = { people: SeedPerson[]; groups: SeedGroup[]; channels: SeedChannel[] };

/** Puts people, groups and channels in that are not there yet; what a restart found on disk stays as it is. */
export function seed(state: State, app: AppConfig, { people, groups, channels }: Seeds, nowMs: number): void {
  const bots = [
    { id: app.botUserId, handle: app.name, name: app.name, title: 'App', color: '#0f172a' },
    { id: slackbot, handle: 'slackbot', name: 'Slackbot', title: '', color: '#64748b' },
  ].map(bot => ({ ...bot, tz: 'UTC', isBot: true }));
  for (const person of [...people.map(one => ({ ...one, isBot: false })), ...bots]) {
    if (state.people.get(person.id) === undefined) state.people.put(person.id, person);
  }
  const idOf = (handle: string) => {
    const person = state.people.all().find(one => one.handle === handle);
    if (person === undefined)
      throw new RangeError(`The workspace has no “${handle}” to put into a group or channel.`);
    return person.id;
  };
  for (const group of groups) {
    if (state.groups.get(group.id) === undefined)
      state.groups.put(group.id, { ...group, members: group.members.map(idOf) });
  }
  for (const channel of channels) {
    if (state.channels.get(channel.id) !== undefined) continue;
    state.channels.put(channel.id, {
      id: channel.id,
      name: channel.name,
      kind: channel.private ? 'private' : 'public',
      topic: channel.topic,
      purpose: '',
      archived: false,
      creator: slackbot,
      createdMs: nowMs,
      members: [...channel.members.map(idOf), ...(channel.app ? [app.botUserId] : [])],
      pins: [],
      bookmarks: [],
    });
  }
}
