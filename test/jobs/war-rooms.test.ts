import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/workspace/cast.ts';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { keepRoom } from '../../src/jobs/keep-rooms.ts';
import { INCIDENT_DEFAULTS } from '../../src/release/incidents.ts';
import type { OwnRoom } from '../../src/release/war-room.ts';
import { roomOf, takeName } from '../../src/store/rooms.ts';
import {
  allGo,
  approved,
  approvedBy,
  deployedBy,
  done,
  found,
  planned,
  started,
} from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { CHANNEL, type PostOffice, postOfficeOn } from './post-office.ts';

let store: OpenedStore;
let workspace: Workspace;
let office: PostOffice;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  workspace = await openWorkspace({ tiers: false });
  office = postOfficeOn(store.db, workspace, { membersOf, timeoutMs: 8_000 });
});
afterEach(() => workspace.close());
afterAll(() => store.close());

const ANA = 'U01ANAVEGA';
const NAME = 'rel-checkout-1-4-0-prod';
const members: Record<string, string[]> = {
  operations: ['U07GEORGEM'],
  qa: ['U04DMITRIS', 'U12LENABRA'],
  cto: ['U08HANAMOR'],
};
const membersOf = async (group: string) => members[group] ?? [];
const room: OwnRoom = {
  is: 'own',
  private: false,
  invite: ['operations', 'qa'],
  links: [{ title: 'Dashboard', url: 'https://grafana.example.com/d/checkout' }],
  archiveAfterMs: 60_000,
};
const withRoom = (changes: Partial<OwnRoom> = {}) =>
  planned('minor', 'production', { channel: CHANNEL, owner: ANA, terms: { room: { ...room, ...changes } } });
const out = [approved, allGo, deployedBy(ANA), started(), done('check', 'install', 'traffic-5')];
const standing = async () => (await roomOf(store.db, RELEASE))!;
const posted = (channel: string) => workspace.messages(channel).map(message => message.text);
/** What stands below the card. */
const replies = () =>
  workspace.messages(CHANNEL).filter(({ ts, threadTs }) => threadTs !== undefined && threadTs !== ts);
const board = () => workspace.messages(NAME)[0];
const count = (method: string) => workspace.calls(method).length;
const inDirect = async () => {
  const opened = await workspace.openDirect('ana', 'U00TMINUSX');
  return posted('channel' in opened && opened.channel ? opened.channel : '').join('\n');
};

describe('a war room', () => {
  it('is made once, named after the release, with the roles, the owner, bookmarks, a topic and the pinned board', async () => {
    await office.given(withRoom());
    await office.openRoom();
    const channel = workspace.channel(NAME);
    expect(channel.kind).toBe('public');
    expect(channel.members).toEqual(expect.arrayContaining([ANA, 'U07GEORGEM', 'U04DMITRIS', 'U12LENABRA']));
    expect(channel.purpose).toContain(RELEASE);
    expect(channel.topic).toBe('checkout 1.4.0 → production · Waiting for approvals');
    expect(channel.bookmarks.map(({ link }) => link)).toEqual([
      'https://github.com/acme/checkout/compare/v1.3.0...v1.4.0',
      'https://grafana.example.com/d/checkout',
    ]);
    expect(channel.pins.map(({ ts }) => ts)).toEqual([board()?.ts]);
    expect(count('conversations.create')).toBe(1);
  });

  it('is private where the policy asks for it', async () => {
    await office.given(withRoom({ private: true }));
    await office.openRoom();
    expect(workspace.channel(NAME).kind).toBe('private');
  });

  it('is named on the card', async () => {
    await office.given(withRoom());
    await office.openRoom();
    const [card] = workspace.messages(CHANNEL);
    expect(JSON.stringify(card?.blocks)).toContain(`<#${workspace.channel(NAME).id}>`);
  });

  it.each(['reset', '503'] as const)(
    'that was made although its answer was lost (%s) is found again, and not made twice',
    async kind => {
      workspace.faults.add({ method: 'conversations.create', kind, when: 'after' });
      await office.given(withRoom());
      await office.openRoom();
      await office.openRoom();
      expect((await standing()).channel).toBe(workspace.channel(NAME).id);
      expect(() => workspace.channel(`${NAME}-2`)).toThrow();
    },
  );

  it('that was made although its answer was lost is found, and archived, even when the release has ended', async () => {
    workspace.faults.add({ method: 'conversations.create', kind: 'reset', when: 'after' });
    await office.given(withRoom());
    await office.rooms();
    await office.given({ type: 'Abort', by: ANA, reason: 'not today' });
    await office.openRoom();
    expect(workspace.channel(NAME).purpose).toContain(RELEASE);
    await office.wait(61_000);
    await office.openRoom();
    expect(workspace.channel(NAME).archived).toBe(true);
  });

  it('that was made by a process that died right after is found again', async () => {
    await office.given(withRoom());
    const [claimed] = await office.claimRooms();
    await takeName(store.db, claimed!, NAME);
    await office.means.rooms.make(NAME, false);
    await office.wait(60_000);
    await office.openRoom();
    expect((await standing()).channel).toBe(workspace.channel(NAME).id);
  });

  it('gets a number where somebody else has the name', async () => {
    await office.means.rooms.make(NAME, false);
    await office.means.rooms.describe(workspace.channel(NAME).id, 'purpose', 'somebody else');
    await office.given(withRoom());
    await office.openRoom();
    expect((await standing()).channel).toBe(workspace.channel(`${NAME}-2`).id);
  });

  it('gets a number where an archived channel has the name', async () => {
    const { channel } = await office.means.rooms.make(NAME, false);
    await office.means.rooms.archive(channel);
    await office.given(withRoom());
    await office.openRoom();
    expect((await standing()).channel).toBe(workspace.channel(`${NAME}-2`).id);
  });

  it.each([
    'conversations.invite',
    'conversations.setPurpose',
    'bookmarks.add',
    'pins.add',
    'conversations.setTopic',
  ])('is furnished once although the answer of %s was lost', async method => {
    workspace.faults.add({ method, kind: 'reset', when: 'after' });
    await office.given(withRoom());
    for (let round = 0; round < 4; round += 1) await office.openRoom();
    const { bookmarks, pins, members: inside } = workspace.channel(NAME);
    expect([bookmarks.length, pins.length, inside.length]).toEqual([2, 1, 5]);
  });

  it('invites whoever can be invited, and says who could not', async () => {
    await workspace.close();
    workspace = await openWorkspace({
      tiers: false,
      people: people.map(one => (one.handle === 'lena' ? { ...one, standing: 'guest' as const } : one)),
    });
    office = postOfficeOn(store.db, workspace, { membersOf, timeoutMs: 8_000 });
    await office.given(withRoom());
    await office.openRoom();
    await office.given(approvedBy('tess'));
    await office.openRoom();
    expect(workspace.channel(NAME).members).toContain('U04DMITRIS');
    expect(workspace.channel(NAME).members).not.toContain('U12LENABRA');
    expect(JSON.stringify(board()?.blocks)).toContain('Could not be invited: <@U12LENABRA>');
  });

  it('gets whoever leads an incident, and those to whom it is passed on', async () => {
    const incidents = { ...INCIDENT_DEFAULTS, escalation: [['qa'], ['cto']] };
    const plan = {
      channel: CHANNEL,
      owner: ANA,
      terms: { incidents, room: { ...room, invite: [], private: true } },
    };
    await office.given(planned('minor', 'production', plan));
    await office.openRoom();
    const inside = () =>
      workspace
        .channel(NAME)
        .members.filter(id => id !== 'U00TMINUSX')
        .toSorted();
    expect(inside()).toEqual([ANA]);
    await office.given({ type: 'OpenIncident', by: ANA, priority: 'P1', what: 'customers cannot pay' });
    await office.openRoom();
    expect(inside()).toEqual([ANA, 'U04DMITRIS', 'U12LENABRA']);
    await office.wait(16 * 60_000);
    await office.given({ type: 'EscalateIncident' });
    await office.given({ type: 'NameCommander', by: ANA, commander: 'U02BENOKAF' });
    await office.openRoom();
    expect(inside()).toEqual([ANA, 'U02BENOKAF', 'U04DMITRIS', 'U08HANAMOR', 'U12LENABRA']);
  });

  it('that may not be made is told in the thread instead, and the card says why', async () => {
    await workspace.close();
    workspace = await openWorkspace({
      tiers: false,
      app: { scopes: ['chat:write', 'channels:history', 'im:write'] },
    });
    office = postOfficeOn(store.db, workspace, { membersOf, timeoutMs: 8_000 });
    await office.given(withRoom());
    await office.rooms();
    await office.given(approvedBy('tess'));
    await office.deliver();
    const [card, reply] = workspace.messages(CHANNEL);
    expect(JSON.stringify(card?.blocks)).toContain('No war room of its own');
    expect(reply).toMatchObject({ threadTs: card?.ts, text: expect.stringContaining('tess') });
  });

  it('that cannot be looked for gets another name', async () => {
    await workspace.close();
    workspace = await openWorkspace({ tiers: false, app: { scopes: ['chat:write', 'channels:manage'] } });
    office = postOfficeOn(store.db, workspace, { membersOf, timeoutMs: 8_000 });
    workspace.faults.add({ method: 'conversations.create', kind: 'reset', when: 'after' });
    await office.given(withRoom());
    await office.openRoom();
    expect((await standing()).channel).toBe(workspace.channel(`${NAME}-2`).id);
  });

  it('lacks only what the workspace refuses', async () => {
    await workspace.close();
    workspace = await openWorkspace({
      tiers: false,
      app: { scopes: ['chat:write', 'channels:manage', 'channels:read', 'im:write'] },
    });
    office = postOfficeOn(store.db, workspace, { membersOf, timeoutMs: 8_000 });
    await office.given(withRoom());
    await office.openRoom();
    expect(workspace.channel(NAME)).toMatchObject({
      pins: [],
      bookmarks: [],
      topic: expect.stringMatching(/approvals/),
    });
    expect(board()?.text).toMatch(/Waiting for/);
  });

  it('keeps its topic current, at most once a minute', async () => {
    await office.given(withRoom());
    await office.openRoom();
    await office.given(approved);
    await office.rooms();
    expect(workspace.channel(NAME).topic).toMatch(/Waiting for approvals/);
    await office.wait(60_000);
    await office.rooms();
    expect(workspace.channel(NAME).topic).toMatch(/Go\/No-Go/);
  });

  it('is archived some time after the end', async () => {
    await office.given(withRoom());
    await office.openRoom();
    await office.given({ type: 'Abort', by: ANA, reason: 'not now' });
    await office.openRoom();
    expect(workspace.channel(NAME).archived).toBe(false);
    await office.wait(60_000);
    await office.rooms();
    expect(workspace.channel(NAME).archived).toBe(true);
    expect((await standing()).state).toBe('archived');
  });

  it('that somebody archived is not made again; the thread is told', async () => {
    await office.given(withRoom());
    await office.openRoom();
    workspace.archive(NAME);
    await office.given(approvedBy('tess'));
    await office.deliver();
    expect(replies().map(({ text }) => text)).toEqual([expect.stringContaining('tess')]);
  });
});

describe('what is told in a war room', () => {
  it('is the detail, and the release channel has the card and the few that matter', async () => {
    await office.given(withRoom());
    await office.openRoom();
    await office.given([approvedBy('tess'), approvedBy('sam'), approvedBy('cleo')]);
    await office.deliver();
    expect(posted(NAME).join('\n')).toMatch(/tess approved[\s\S]*please vote/);
    expect(posted(CHANNEL)).toHaveLength(2);
    expect(posted(CHANNEL)[1]).toMatch(/please vote/);
  });

  it('waits a moment for the room, and goes to the thread where it does not come', async () => {
    workspace.faults.add({ method: 'conversations.create', kind: '503', times: 50 });
    await office.given(withRoom());
    await office.boards();
    await office.given(approvedBy('tess'));
    await office.notices();
    expect(workspace.messages(CHANNEL)).toHaveLength(1);
    await office.wait(25_000);
    await office.notices();
    expect(workspace.messages(CHANNEL)[1]).toMatchObject({ text: expect.stringContaining('tess') });
  });

  it('does not wait in an emergency', async () => {
    await office.given([withRoom(), out]);
    await office.boards();
    await office.given(found());
    await office.notices();
    await office.notices();
    expect(
      replies()
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/Rolling back/);
  });

  it('goes to the thread once we were put out of a private one, and the owner is told, once', async () => {
    await office.given(withRoom({ private: true }));
    await office.openRoom();
    workspace.removeApp(NAME);
    await office.given(approvedBy('tess'));
    await office.deliver();
    await office.given(approvedBy('sam'));
    await office.deliver();
    expect(replies().map(({ text }) => text)).toEqual([
      expect.stringContaining('tess'),
      expect.stringContaining('sam'),
    ]);
    expect((await inDirect()).match(/cannot write in/g)).toHaveLength(1);
    expect((await standing()).state).toBe('lost');
  });

  it('comes back to a public one we were put out of', async () => {
    await office.given(withRoom());
    await office.openRoom();
    workspace.removeApp(NAME);
    await office.given(approvedBy('tess'));
    await office.notices();
    await office.wait(70_000);
    await office.openRoom();
    expect((await standing()).state).toBe('open');
    await office.given(approvedBy('sam'));
    await office.deliver();
    expect(posted(NAME).join('\n')).toMatch(/sam approved/);
  });
});

describe('a release whose own channel is private and put us out', () => {
  it('is told to the owner directly', async () => {
    const channels = [{ id: CHANNEL, name: 'secret', topic: '', members: ['ana'], app: true, private: true }];
    await workspace.close();
    workspace = await openWorkspace({ tiers: false, channels });
    office = postOfficeOn(store.db, workspace, { timeoutMs: 8_000 });
    await office.given(planned('minor', 'production', { channel: CHANNEL, owner: ANA }));
    await office.boards();
    workspace.removeApp(CHANNEL);
    await office.given(approved);
    for (let round = 0; round < 6; round += 1) {
      await office.boards();
      await office.notices();
      await office.wait(2_000);
    }
    const told = await inDirect();
    expect(told).toMatch(/cannot write in <#C03RELCHEC>/);
    expect(told).toMatch(/please vote/);
    expect(told.match(/cannot write in/g)).toHaveLength(1);
  });
});

describe('making a war room', () => {
  it('twice at once makes one', async () => {
    await office.given(withRoom());
    const [claimed] = await office.claimRooms();
    await office.wait(91_000);
    const [again] = await office.claimRooms();
    await Promise.all([keepRoom(claimed!, office.means), keepRoom(again!, office.means)]);
    await office.openRoom();
    expect((await standing()).channel).toBe(workspace.channel(NAME).id);
    expect(() => workspace.channel(`${NAME}-2`)).toThrow();
  });
});

describe('where the release channel is the war room', () => {
  const here = planned('minor', 'production', {
    channel: CHANNEL,
    owner: ANA,
    terms: { room: { is: 'release-channel' } },
  });
  const pins = () => workspace.channel(CHANNEL).pins.map(({ ts }) => ts);
  const rounds = async () => {
    for (let round = 0; round < 3; round += 1) {
      await office.boards();
      await office.rooms();
      await office.wait(2_000);
    }
  };

  it('the card is pinned while the release is under way, and no channel is made', async () => {
    await office.given(here);
    await rounds();
    expect(pins()).toEqual([workspace.messages(CHANNEL)[0]?.ts]);
    await office.given({ type: 'Abort', by: ANA, reason: 'not now' });
    await rounds();
    expect(pins()).toEqual([]);
    expect(count('conversations.create')).toBe(0);
  });

  it('the detail stands in the thread of the card', async () => {
    await office.given(here);
    await rounds();
    await office.given(approvedBy('tess'));
    await office.deliver();
    expect(replies().map(({ text }) => text)).toEqual([expect.stringContaining('tess')]);
  });
});
