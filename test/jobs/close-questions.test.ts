import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { reminderQueries } from '../../src/commands/reminder-queries.ts';
import { PREFERENCES } from '../../src/release/preferences.ts';
import { keepPreferences } from '../../src/store/preferences.ts';
import { wakeSnoozed } from '../../src/store/snoozes.ts';
import {
  allGo,
  approved,
  approvedBy,
  carriedOut,
  deployedBy,
  done,
  HOUR,
  planned,
  REQUESTER,
  revisedBy,
  rolledBackBy,
  started,
  voted,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
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
  office = postOfficeOn(store.db, workspace);
});
afterEach(() => workspace.close());
afterAll(() => store.close());

const OWNER = 'U01ANAVEGA';
const plannedHere = planned('minor', 'production', { channel: CHANNEL, owner: OWNER });
const edits = () => workspace.calls('chat.update').length;
const buttons = (message: { blocks: unknown } | undefined) =>
  [...JSON.stringify(message?.blocks).matchAll(/"action_id":"([\w-]+)"/g)].map(([, id]) => id);

async function direct() {
  const { channel } = await workspace.openDirect('ana', 'U00TMINUSX').then(it => it as { channel: string });
  return workspace.messages(channel);
}
const poll = () =>
  workspace.messages(CHANNEL).find(({ blocks }) => JSON.stringify(blocks[0]).includes('Go/No-Go: '));
const told = async (says: RegExp) => (await direct()).filter(({ text }) => says.test(text));

describe('a notice whose question is over', () => {
  it('says how a Go/No-Go ended and who voted, and has no buttons any more', async () => {
    await office.given([plannedHere, approved]);
    await office.deliver();
    expect(buttons(poll())).toEqual(expect.arrayContaining(['go', 'no-go']));
    await office.given(allGo);
    await office.questions();
    const over = poll();
    expect(buttons(over)).toEqual([]);
    expect(over?.text).toContain('Over: everybody said GO.');
    expect(JSON.stringify(over?.blocks)).toMatch(/said GO|GO by|: GO/);
  });

  it('is left alone while it is asked, and not looked at again until its release moves', async () => {
    await office.given([plannedHere, approved]);
    await office.deliver();
    expect(await office.questions()).toBe(0);
    await office.given(voted('go', 'pia', 'product'));
    const before = edits();
    expect(await office.questions()).toBe(1);
    expect(await office.questions()).toBe(0);
    expect(edits()).toBe(before);
  });

  it('is edited for a person as well, whoever ended it, and once', async () => {
    await office.given([plannedHere, approved, allGo]);
    await office.deliver();
    const [ready] = await told(/Everything is in place|deploys it/);
    expect(buttons(ready)).toEqual(['deploy']);
    await office.given(deployedBy(OWNER));
    await office.questions();
    const before = edits();
    const [now] = await told(/Everything is in place|deploys it/);
    expect(now?.ts).toBe(ready?.ts);
    expect(buttons(now)).toEqual([]);
    await office.questions();
    expect(edits()).toBe(before);
  });

  it('is edited in the end, whatever becomes of the first attempts', async () => {
    await office.given([plannedHere, approved]);
    await office.deliver();
    await office.given(revisedBy(REQUESTER, { goal: 'Other words' }));
    workspace.faults.add({ method: 'chat.update', kind: '429', retryAfterSeconds: 7 });
    await office.questions();
    expect(poll()?.text).not.toContain('Over:');
    await office.wait(8_000);
    workspace.faults.add({ method: 'chat.update', kind: 'reset', when: 'after' });
    await office.questions();
    await office.wait(8_000);
    await office.questions();
    expect(poll()?.text).toContain('Over: the plan was changed since');
    expect(await office.questions()).toBe(0);
  });
});

describe('a notice that stays news when what it offers is over', () => {
  const back = [
    plannedHere,
    [approved, allGo, deployedBy(OWNER), started(), done('check', 'install', 'traffic-5')],
    rolledBackBy('dora'),
    rolledBack,
  ];
  const unlock = { type: 'Unlock', by: OWNER } as const;

  it('keeps the button to read more, and loses that to unlock once somebody has unlocked', async () => {
    await office.given(back);
    await office.deliver();
    const [before] = await told(/is locked until/);
    expect(buttons(before)).toEqual(['unlock', 'report']);
    while ((await office.questions()) > 0);
    await office.inLane(unlock);
    await office.questions();
    const [after] = await told(/is locked until/);
    expect(buttons(after)).toEqual(['report']);
    expect(after?.text).toContain('Over: nothing is locked any more.');
    expect(await office.questions()).toBe(0);
  });

  it('is told all the same when it is over before it could be sent', async () => {
    await office.given(back);
    await office.inLane(unlock);
    await office.wait(HOUR);
    await office.deliver();
    expect(await told(/is locked until/)).toHaveLength(1);
  });
});

describe('what nobody answers for two weeks', () => {
  const terms = { closing: { roles: ['qa'], remindAfterMs: 30 * 24 * HOUR } };
  /** The card has more buttons. */
  const completion = () =>
    workspace.messages(CHANNEL).find(message => buttons(message).join() === 'accept,problem');

  it('loses its buttons when its release has ended', async () => {
    await office.given([planned('minor', 'production', { channel: CHANNEL, terms }), carriedOut]);
    await office.deliver();
    await office.wait(13 * 24 * HOUR);
    while ((await office.questions()) > 0);
    const asked = completion();
    expect(asked).toBeDefined();
    await office.wait(25 * HOUR);
    expect(await office.questions()).toBe(1);
    const over = workspace.messages(CHANNEL).find(({ ts }) => ts === asked?.ts);
    expect(buttons(over)).toEqual([]);
    expect(over?.text).toContain('nobody answered for two weeks');
    expect(await office.questions()).toBe(0);
  });

  it('keeps them while its release is under way, and is still looked after then', async () => {
    await office.given([plannedHere, approved, allGo]);
    await office.deliver();
    await office.wait(21 * 24 * HOUR);
    while ((await office.questions()) > 0);
    expect(buttons((await told(/Everything is in place|deploys it/))[0])).toEqual(['deploy']);
    await office.given({ type: 'Abort', by: OWNER, reason: 'not this month' });
    await office.questions();
    expect(buttons((await told(/Everything is in place|deploys it/))[0])).toEqual([]);
  });
});

describe('a reminder that was put off', () => {
  const runningOut = { type: 'WarnOwner' } as const;
  const queries = () => reminderQueries(store.db);
  /** Reminded that the time to approve is nearly over. */
  async function reminded(): Promise<void> {
    await office.given(plannedHere);
    await office.wait(44 * HOUR);
    await office.given(runningOut);
    await office.deliver();
  }
  async function putOff(ms: number): Promise<boolean> {
    const last = await queries().last(OWNER, null);
    if (!last) throw new Error('nobody was reminded');
    return queries().putOff(last, OWNER, (await store.db.now()) + ms);
  }
  async function wakes(): Promise<void> {
    await wakeSnoozed(store.db);
    await office.deliver();
  }

  it('comes once more at its time, says so, and holds nothing else up meanwhile', async () => {
    await reminded();
    expect(buttons((await told(/nearly over/))[0])).toEqual(['remind-me']);
    expect(await putOff(HOUR)).toBe(true);
    expect(await putOff(2 * HOUR)).toBe(false);
    await office.given([approvedBy('tess'), approvedBy('sam')]);
    await wakes();
    expect(await told(/nearly over/)).toHaveLength(1);
    await office.wait(HOUR);
    await wakes();
    await wakes();
    const both = await told(/nearly over/);
    expect(both).toHaveLength(2);
    expect(both[1]?.text).toContain('As you asked, once more:');
    expect(buttons(both[1])).toEqual([]);
    expect(await putOff(HOUR)).toBe(false);
  });

  it('does not come when there is nothing left to remind of', async () => {
    await reminded();
    await putOff(HOUR);
    await office.given(approved);
    await office.wait(HOUR);
    await wakes();
    expect(await told(/nearly over/)).toHaveLength(1);
    expect(await office.states()).toContainEqual(
      expect.objectContaining({ kind: 'ApprovalsRunningOut', state: 'given-up' }),
    );
  });
});

describe('after quiet hours', () => {
  it('a person is told what still holds, and nothing that is over by then', async () => {
    const now = new Date(await store.db.now());
    const clock = (hours: number) => {
      const at = new Date(now.getTime() + hours * HOUR);
      return at.toISOString().slice(11, 16);
    };
    await keepPreferences(store.db, OWNER, { ...PREFERENCES, quiet: { from: clock(-1), until: clock(2) } });
    await office.given([plannedHere, approved, allGo]);
    await office.notices();
    expect(await told(/Everything is in place|deploys it/)).toEqual([]);
    await office.given(deployedBy(OWNER));
    await office.wait(3 * HOUR);
    await office.deliver();
    expect(await told(/Everything is in place|deploys it/)).toEqual([]);
    expect((await office.engine.load(RELEASE))?.status).not.toBe('ready');
  });
});
