import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { sendEmergencyOn } from '../../src/jobs/send-emergencies-on.ts';
import { sendNotice } from '../../src/jobs/send-notices.ts';
import { markOf, showBoard } from '../../src/jobs/show-boards.ts';
import { PeopleUnknown } from '../../src/policy/people.ts';
import { INCIDENT_DEFAULTS } from '../../src/release/incidents.ts';
import type { NoticeTerms } from '../../src/release/notice-terms.ts';
import { markPosting } from '../../src/store/boards.ts';
import { ConnectionLost, type Database } from '../../src/store/database.ts';
import { lateNotices } from '../../src/store/late-notices.ts';
import { markSending } from '../../src/store/notices.ts';
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
import { RELEASE } from '../support/given.ts';
import { CHANNEL, type PostOffice, pager, postOfficeOn, RECONCILE_FOR_MS } from './post-office.ts';

let store: OpenedStore;
let workspace: Workspace;
let office: PostOffice;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  workspace = await openWorkspace({ tiers: false });
  office = postOfficeOn(store.db, workspace);
});
afterEach(() => workspace.close());
afterAll(() => store.close());

const OWNER = 'U01ANAVEGA';
const plannedHere = planned('minor', 'production', { channel: CHANNEL, owner: OWNER });
const incidentHere = planned('minor', 'production', {
  channel: CHANNEL,
  owner: OWNER,
  terms: { incidents: { ...INCIDENT_DEFAULTS, automatic: true, escalation: [['operations']] } },
});
/** With traffic on the new version. */
const outHere = [approved, allGo, deployedBy(OWNER), started(), done('check', 'install', 'traffic-5')];
const texts = () => workspace.messages(CHANNEL).map(message => message.text);
const card = () => workspace.messages(CHANNEL).find(message => message.blocks.length > 3);
const posts = () => workspace.calls('chat.postMessage').length;

/** The database, whose connection breaks at the first statement with this in it. */
function breakingAt(text: string): Database {
  let broken = false;
  return {
    ...store.db,
    async query<Row>(sql: string, params?: readonly unknown[]) {
      if (broken || !sql.includes(text)) return store.db.query<Row>(sql, params);
      broken = true;
      throw new ConnectionLost(new Error('reset'));
    },
  };
}

describe('what arrived while the database could not be told', () => {
  it('is one card all the same', async () => {
    await office.given(plannedHere);
    const [claimed] = await office.claimCards();
    await showBoard(claimed!, { ...office.means, db: breakingAt('shown_version = greatest') });
    expect(posts()).toBe(1);
    await office.deliver();
    expect(posts()).toBe(1);
  });

  it('is one notice all the same', async () => {
    await office.given([plannedHere, approved]);
    await office.boards();
    const before = posts();
    const claimed = (await office.claim()).filter(({ kind }) => kind === 'PollOpened');
    expect(claimed).toHaveLength(1);
    await sendNotice(claimed[0]!, { ...office.means, db: breakingAt("set state = 'sent'") });
    expect(posts()).toBe(before + 1);
    await office.wait(20_000);
    await office.deliver();
    const arrived = workspace
      .messages(CHANNEL)
      .filter(({ metadata }) => metadata?.event_payload.id === claimed[0]?.id);
    expect(arrived).toHaveLength(1);
    expect((await office.states()).filter(({ kind }) => kind === 'PollOpened')).toMatchObject([
      { state: 'sent' },
    ]);
  });
});

describe('a notice in another channel than that of the release', () => {
  const ELSEWHERE = 'C04INCIDEN';
  const places: NoticeTerms['places'] = { PollOpened: ['channel', `channel:${ELSEWHERE}`] };
  const notices = { places, lists: [], here: [], leadTimes: [], statusEveryMs: null };
  const toldElsewhere = planned('minor', 'production', {
    channel: CHANNEL,
    owner: OWNER,
    terms: { notices },
  });
  const there = () => workspace.messages(ELSEWHERE).map(({ blocks }) => JSON.stringify(blocks));

  it('links the card, and its buttons go once it is over', async () => {
    await office.given([toldElsewhere, approved]);
    await office.deliver();
    expect(there()).toEqual([expect.stringMatching(/\|Open the card>/)]);
    expect(there()[0]).toContain('"no-go"');
    expect(texts().join()).not.toContain('Open the card');
    await office.given(allGo);
    while ((await office.questions()) > 0);
    expect(there()[0]).toMatch(/\|Open the card>/);
    expect(there()[0]).not.toContain('"no-go"');
  });

  it('that cannot be reached is told to the owner with the name of that channel', async () => {
    workspace.removeApp(ELSEWHERE);
    await office.given([toldElsewhere, approved]);
    await office.deliver();
    const { channel } = (await workspace.openDirect('ana', 'U00TMINUSX')) as { channel: string };
    const told = workspace.messages(channel).map(({ text }) => text);
    expect(told.filter(text => text.includes('cannot write in'))).toEqual([
      expect.stringContaining(`<#${ELSEWHERE}>`),
    ]);
    expect(told.filter(text => text.includes('please vote'))).toHaveLength(1);
  });
});

describe('the card of a release', () => {
  it('is posted once and then edited; the latest state wins', async () => {
    await office.given(plannedHere);
    await office.boards();
    const first = card();
    await office.given(approvedBy('tess'));
    await office.given(approvedBy('sam'));
    await office.boards();
    expect(posts()).toBe(1);
    expect(workspace.calls('chat.update')).toHaveLength(1);
    expect(card()?.ts).toBe(first?.ts);
    expect(card()?.text).not.toBe(first?.text);
  });

  it('that was posted although the answer got lost is found again, and not posted twice', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    await office.given(plannedHere);
    await office.deliver();
    expect(posts()).toBe(1);
    expect(texts()).toHaveLength(1);
  });

  it('that was posted by a process that died right after is found again', async () => {
    await office.given(plannedHere);
    const [claimed] = await office.claimCards();
    await markPosting(store.db, claimed!, 15_000);
    const { ts } = await office.means.chat.post({
      channel: CHANNEL,
      text: 'the card',
      blocks: [],
      mark: markOf(claimed!),
    });
    await office.wait(20_000);
    await office.deliver();
    const cards = workspace
      .messages(CHANNEL)
      .filter(({ metadata }) => metadata?.event_type === 'tminus_board');
    expect(cards.map(one => one.ts)).toEqual([ts]);
    expect(cards[0]?.text).not.toBe('the card');
  });

  it('that somebody deleted is posted anew', async () => {
    await office.given(plannedHere);
    await office.boards();
    const gone = card()!;
    await deleteMessage(gone.ts);
    await office.given(approvedBy('tess'));
    await office.deliver();
    expect(card()?.ts).not.toBe(gone.ts);
  });
});

describe('a notice', () => {
  it('in the thread of the card waits until the card is there', async () => {
    await office.given(plannedHere);
    await office.given(approvedBy('tess'));
    await office.notices();
    expect(posts()).toBe(0);
    await office.deliver();
    const reply = workspace
      .messages(CHANNEL)
      .find(message => message.threadTs === card()?.ts && message !== card());
    expect(reply?.text).toContain('approved');
  });

  it('to a person arrives as a direct message', async () => {
    await office.given([plannedHere, approvedBy('tess')]);
    await office.given(situation => ({
      type: 'Reject',
      by: 'sam',
      groups: ['security_team'],
      digest: situation.release?.digest ?? '',
      reason: 'CVE-2027-1',
    }));
    await office.deliver();
    expect(await office.states()).toContainEqual(
      expect.objectContaining({ kind: 'ReleaseRejected', recipient: `person:${OWNER}`, state: 'sent' }),
    );
    expect(workspace.calls('conversations.open')).toHaveLength(1);
  });

  it.each(['reset', '503'] as const)(
    'that arrived although its answer was lost (%s) is found again, and not sent twice',
    async kind => {
      await office.given(plannedHere);
      await office.boards();
      await office.given(approvedBy('tess'));
      workspace.faults.add({ method: 'chat.postMessage', kind, when: 'after' });
      await office.deliver();
      expect(texts()).toHaveLength(2);
      expect((await office.states()).map(({ state }) => state)).toEqual(['sent']);
    },
  );

  it('that did not arrive is looked for first, and sent once more only when it does not turn up', async () => {
    await office.given(plannedHere);
    await office.boards();
    await office.given(approvedBy('tess'));
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'before' });
    await office.notices();
    await office.wait(RECONCILE_FOR_MS / 2);
    await office.notices();
    expect(texts()).toHaveLength(1);
    await office.deliver({ skipMs: 5_000 });
    expect(texts()).toHaveLength(2);
  });

  it('whose process died between sending and recording is found again', async () => {
    await office.given(plannedHere);
    await office.boards();
    await office.given(approvedBy('tess'));
    const [claimed] = await office.claim();
    await markSending(store.db, claimed!, 15_000);
    await office.means.chat.post({
      channel: CHANNEL,
      threadTs: card()?.ts ?? '',
      text: 'tess approved',
      blocks: [],
      mark: { kind: 'tminus_notice', id: claimed!.id },
    });
    await office.wait(20_000);
    await office.deliver();
    expect(texts().slice(1)).toEqual(['tess approved']);
  });

  it('is not counted as unsent when looking for it fails', async () => {
    await office.given(plannedHere);
    await office.boards();
    await office.given(approvedBy('tess'));
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    workspace.faults.add({ method: 'conversations.replies', kind: '503', times: 3 });
    await office.deliver({ skipMs: 5_000 });
    expect(texts()).toHaveLength(2);
  });

  it('waits as long as Slack asks for, and keeps its place', async () => {
    await office.given(plannedHere);
    await office.boards();
    await office.given(approvedBy('tess'));
    await office.given(approvedBy('sam'));
    workspace.faults.add({ method: 'chat.postMessage', kind: '429', retryAfterSeconds: 7 });
    await office.notices();
    await office.wait(6_000);
    await office.notices();
    expect(texts()).toHaveLength(1);
    await office.deliver();
    const thread = texts().slice(1);
    expect(thread[0]).toContain('tess');
    expect(thread[1]).toContain('sam');
  });

  it('to a channel that is gone is given up, and does not hold up the rest', async () => {
    await office.given(planned('minor', 'production', { channel: 'C00GONE0000', owner: OWNER }));
    await office.given(situation => ({
      type: 'Reject',
      by: 'sam',
      groups: ['security_team'],
      digest: situation.release?.digest ?? '',
      reason: 'CVE-2027-1',
    }));
    await office.notices();
    expect(await office.states()).toContainEqual(
      expect.objectContaining({ recipient: `person:${OWNER}`, state: 'sent' }),
    );
  });
});

describe('an emergency', () => {
  it('overtakes what waits, and pages', async () => {
    const paging = pager();
    const rates = { channel: { everyMs: 600_000, burst: 1 } };
    office = postOfficeOn(store.db, workspace, { paging, rates });
    await office.given([plannedHere, outHere]);
    await office.boards();
    await office.given(found());
    await office.notices();
    const states = await office.states();
    const told = states.filter(({ kind }) => kind === 'RollbackStarted' || kind === 'TriggerFired');
    expect(told.map(({ state }) => state)).toEqual(told.map(() => 'sent'));
    expect(states.find(({ kind }) => kind === 'DeployStarted')?.state).toBe('pending');
    expect(paging.pages).toMatchObject([{ dedupKey: `tminus/${RELEASE}`, source: 'checkout production' }]);
  });

  describe('that Slack does not take', () => {
    const late = async ({ mails = false } = {}) => {
      const found = await lateNotices(store.db, { afterMs: 10_000, limit: 10 });
      for (const one of found) await sendEmergencyOn(one, { ...office.means, mails });
      return found.map(({ kind }) => kind);
    };
    const rolledBackHere = [plannedHere, outHere, rolledBackBy('dora')];

    it('within 10 s pages whoever is on call, once, and is told all the same when Slack is back', async () => {
      const paging = pager();
      office = postOfficeOn(store.db, workspace, { paging });
      await office.given([plannedHere, outHere]);
      await office.deliver();
      await office.given(rolledBackBy('dora'));
      workspace.faults.add({ method: 'chat.postMessage', kind: '503', times: 100 });
      await office.notices();
      await office.wait(9_000);
      expect(await late()).toEqual([]);
      await office.wait(2_000);
      expect(await late()).toEqual(['RollbackStarted']);
      expect(await late()).toEqual([]);
      await office.notices();
      expect(paging.pages).toMatchObject([{ dedupKey: `tminus/${RELEASE}` }]);
      workspace.faults.clear();
      await office.wait(60_000);
      await office.deliver();
      const told = workspace
        .messages(CHANNEL)
        .filter(
          ({ text, metadata }) => metadata?.event_type === 'tminus_notice' && /Rolling back/.test(text),
        );
      expect(told).toHaveLength(1);
      expect(paging.pages).toHaveLength(1);
    });

    it('that cannot be paged either is written to those who answer for the release, and the end of one is not', async () => {
      const refusing = { ...pager(), trigger: () => Promise.reject(new Error('400: invalid routing key')) };
      const paging = { ...refusing, resolve: () => Promise.reject(new Error('503')) };
      office = postOfficeOn(store.db, workspace, { paging });
      await office.given([incidentHere, outHere]);
      await office.deliver();
      const mailed = async () =>
        (await office.states()).flatMap(({ kind, recipient }) =>
          recipient === `mail:${OWNER}` ? [kind] : [],
        );
      await office.given(found());
      for (let round = 0; round < 5; round += 1) await office.notices();
      await office.wait(11_000);
      await late({ mails: true });
      expect(await mailed()).toEqual(['RollbackStarted']);
      const responder = { via: 'slack', person: OWNER } as const;
      await office.given({ type: 'ResolveIncident', responder, note: 'the pool was too small' });
      for (let round = 0; round < 5; round += 1) await office.notices();
      await office.wait(11_000);
      await late({ mails: true });
      expect(await mailed()).toEqual(['RollbackStarted']);
    });

    it('is written to those who answer for the release', async () => {
      await office.given(rolledBackHere);
      await office.wait(11_000);
      await late({ mails: true });
      const mails = (await office.states()).filter(({ recipient }) => recipient.startsWith('mail:'));
      expect(mails.map(({ recipient }) => recipient)).toEqual([`mail:${OWNER}`, 'mail:rita']);
    });

    it('was taken in time, so nobody is told twice', async () => {
      await office.given(rolledBackHere);
      await office.notices();
      await office.deliver();
      await office.wait(11_000);
      expect(await late()).toEqual([]);
    });
  });

  it('tells each of those in line directly, once', async () => {
    const membersOf = async (group: string) => (group === 'operations' ? ['U01ANAVEGA', 'U02BENOKAF'] : []);
    office = postOfficeOn(store.db, workspace, { membersOf });
    await office.given([incidentHere, outHere, found()]);
    await office.deliver();
    const told = (await office.states()).filter(({ kind }) => kind === 'IncidentOpened');
    expect(told.map(({ recipient, state }) => `${recipient} ${state}`)).toEqual([
      `channel:${CHANNEL} sent`,
      'group:operations sent',
      'person:U01ANAVEGA sent',
      'person:U02BENOKAF sent',
    ]);
  });

  it('waits with those in line while nobody can tell who they are', async () => {
    const membersOf = async () => {
      throw new PeopleUnknown('the members of operations could not be read');
    };
    office = postOfficeOn(store.db, workspace, { membersOf });
    await office.given([incidentHere, outHere, found()]);
    for (let round = 0; round < 5; round += 1) await office.notices();
    expect((await office.states()).find(({ recipient }) => recipient === 'group:operations')).toMatchObject({
      state: 'pending',
      problem: 'the members of operations could not be read',
    });
  });

  it('that somebody has is acknowledged where it was paged, and resolved there in the end', async () => {
    const paging = pager();
    office = postOfficeOn(store.db, workspace, { paging });
    const responder = { via: 'slack', person: OWNER } as const;
    await office.given([incidentHere, outHere, found()]);
    await office.given({ type: 'AcknowledgeIncident', responder });
    await office.given({ type: 'ResolveIncident', responder, note: 'the pool was too small' });
    await office.deliver();
    expect(paging.told).toEqual([`acknowledge tminus/${RELEASE}`, `resolve tminus/${RELEASE}`]);
  });

  it('is sent on a guess once, not again and again while nothing can be looked up', async () => {
    await office.given([plannedHere, outHere]);
    await office.deliver();
    await office.given(rolledBackBy('dora'));
    workspace.faults.add({ method: 'chat.postMessage', kind: '503', when: 'after', times: 100 });
    workspace.faults.add({ method: 'conversations.history', kind: '503', times: 100 });
    for (let round = 0; round < 8; round += 1) {
      await office.notices();
      await office.wait(5_000);
    }
    const copies = () =>
      workspace
        .messages(CHANNEL)
        .filter(
          ({ text, metadata }) => metadata?.event_type === 'tminus_notice' && /Rolling back/.test(text),
        );
    expect(copies()).toHaveLength(2);
    workspace.faults.clear();
    await office.deliver();
    expect(copies()).toHaveLength(2);
  });

  it('is sent again at once when nobody knows whether it arrived', async () => {
    office = postOfficeOn(store.db, workspace, { paging: pager() });
    await office.given([plannedHere, outHere]);
    await office.deliver();
    await office.given(found());
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'before', times: 3 });
    await office.notices();
    await office.notices();
    expect((await office.states()).filter(({ state }) => state !== 'sent')).toEqual([]);
  });

  it('that cannot page says so instead of waiting for ever', async () => {
    await office.given([plannedHere, outHere, found()]);
    await office.deliver();
    expect((await office.states()).filter(({ recipient }) => recipient === 'paging:on-call')).toMatchObject([
      { state: 'given-up', problem: 'paging is not set up' },
    ]);
  });
});

async function deleteMessage(ts: string): Promise<void> {
  await fetch(`${workspace.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: CHANNEL, ts }),
  });
}
