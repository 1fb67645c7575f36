import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/workspace/cast.ts';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { keepRoom } from '../../src/jobs/keep-rooms.ts';
import { ChatRefused } from '../../src/providers/chat/port.ts';
import { INCIDENT_DEFAULTS } from '../../src/release/incidents.ts';
import type { OwnRoom } from '../../src/release/war-room.ts';
import { roomOf, takeName, wantRoom } from '../../src/store/rooms.ts';
import {
  allGo,
  approved,
  approvedBy,
  deployedBy,
  done,
  found,
  planned,
  rolledBackBy,
  started,
} from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE, type Step } from '../support/given.ts';
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

  it('says in its topic at once that the release goes back', async () => {
    await office.given([withRoom(), out]);
    await office.openRoom();
    expect(workspace.channel(NAME).topic).toMatch(/5%/);
    await office.given(rolledBackBy(ANA));
    await office.rooms();
    expect(workspace.channel(NAME).topic).toMatch(/Rolling back/);
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

  it('that may not be archived stays open, and is tried again', async () => {
    await office.given(withRoom());
    await office.openRoom();
    await office.given({ type: 'Abort', by: ANA, reason: 'not now' });
    await office.openRoom();
    const { rooms } = office.means;
    const archive = async () => {
      throw new ChatRefused('restricted_action', true);
    };
    office.means.rooms = { ...rooms, archive };
    await office.wait(60_000);
    await office.rooms();
    expect(await standing()).toMatchObject({ state: 'open', problem: 'restricted_action' });
    office.means.rooms = rooms;
    await office.wait(10 * 60_000);
    await office.rooms();
    expect((await standing()).state).toBe('archived');
    expect(workspace.channel(NAME).archived).toBe(true);
  });

  it('that we were put out of is joined again to be archived, also when we learn of it only then', async () => {
    await office.given(withRoom());
    await office.openRoom();
    await office.given({ type: 'Abort', by: ANA, reason: 'not now' });
    await office.openRoom();
    workspace.removeApp(NAME);
    await office.wait(60_000);
    await office.rooms();
    await office.wait(1_000);
    await office.rooms();
    expect(workspace.channel(NAME).archived).toBe(true);
    expect((await standing()).state).toBe('archived');
  });

  it('gets the comparison of the versions later where it could not be looked up, asked for ever more seldom', async () => {
    const page = 'https://github.com/acme/checkout/compare/v1.3.0...v1.4.0';
    let asked = 0;
    let answers = false;
    office.means.comparisonPage = async () => {
      asked += 1;
      if (!answers) throw new Error('GitHub is away');
      return page;
    };
    const links = () => workspace.channel(NAME).bookmarks.map(({ link }) => link);
    await office.given(withRoom());
    await office.openRoom();
    expect(links()).toEqual(['https://grafana.example.com/d/checkout']);
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute % 10 === 0) await wantRoom(store.db, RELEASE, minute);
      await office.rooms();
      await office.wait(60_000);
    }
    // After 1, 3, 7, 15 and 31 minutes.
    expect(asked).toBe(6);
    answers = true;
    await office.wait(10 * 60_000);
    await office.rooms();
    expect(links()).toEqual(['https://grafana.example.com/d/checkout', page]);
    await office.wait(24 * 3_600_000);
    await office.rooms();
    expect(asked).toBe(7);
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

  it('comes back to a private one once somebody has invited us again', async () => {
    await office.given(withRoom({ private: true }));
    await office.openRoom();
    workspace.removeApp(NAME);
    await office.given(approvedBy('tess'));
    await office.deliver();
    await office.wait(10 * 60_000);
    await office.rooms();
    expect((await standing()).state).toBe('lost');
    workspace.inviteApp(NAME);
    await office.wait(10 * 60_000);
    await office.openRoom();
    expect((await standing()).state).toBe('open');
    await office.given(approvedBy('sam'));
    await office.deliver();
    expect(posted(NAME).join('\n')).toMatch(/sam approved/);
    expect(posted(NAME).join('\n')).not.toMatch(/tess approved/);
    expect(JSON.stringify(board()?.blocks)).toContain('2 of 3');
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

describe('a private war room we were put out of', () => {
  const abort: Step = { type: 'Abort', by: ANA, reason: 'not now' };

  it.each([
    ['while the release was under way', 'before'],
    ['and which was to be archived when we found out', 'after'],
  ] as const)('%s is archived once we are in again', async (_, when) => {
    await office.given(withRoom({ private: true }));
    await office.openRoom();
    if (when === 'before') {
      workspace.removeApp(NAME);
      await office.given([approvedBy('tess'), abort]);
      await office.deliver();
    } else {
      await office.given(abort);
      await office.openRoom();
      workspace.removeApp(NAME);
    }
    await office.wait(20 * 60_000);
    await office.rooms();
    expect((await standing()).state).toBe('lost');
    expect(await inDirect().then(told => told.match(/cannot write in/g) ?? [])).toHaveLength(
      when === 'before' ? 1 : 0,
    );
    workspace.inviteApp(NAME);
    await office.wait(10 * 60_000);
    await office.rooms();
    expect(workspace.channel(NAME).archived).toBe(true);
    expect((await standing()).state).toBe('archived');
  });

  it('is looked for the more seldom the longer ago its release ended, once a day at least', async () => {
    await office.given(withRoom({ private: true }));
    await office.openRoom();
    workspace.removeApp(NAME);
    await office.given(abort);
    await office.deliver();
    const looks = () => count('conversations.info');
    const before = looks();
    for (let day = 0; day < 14 * 24; day += 1) {
      await office.rooms();
      await office.wait(3_600_000);
    }
    expect(looks() - before).toBeGreaterThan(14);
    expect(looks() - before).toBeLessThan(40);
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
