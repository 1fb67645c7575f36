import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { homeDrawer } from '../../src/jobs/draw-home.ts';
import { LOOKING_FOR_MS, openHomes, showHome } from '../../src/jobs/show-homes.ts';
import { slackHomes } from '../../src/providers/chat/slack-rooms.ts';
import { PREFERENCES } from '../../src/release/preferences.ts';
import { claimViewers } from '../../src/store/home-viewers.ts';
import { keepPreferences, preferencesOf } from '../../src/store/preferences.ts';
import { releasesAhead, releasesToShow } from '../../src/store/releases.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { approvedBy, planned } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { CHANNEL, type PostOffice, postOfficeOn } from './post-office.ts';

const ANA = 'U01ANAVEGA';
const BEN = 'U02BENOKAF';
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

const homes = () => slackHomes({ token: 'xoxb-sandbox', apiUrl: workspace.apiUrl });
const draw = (person: string) =>
  homeDrawer({
    engine: office.means.engine,
    people: { groupsOf: async () => [], rolesOf: async () => [] },
    rowsFor: owner => releasesToShow(store.db, { owner, completedSince: 0 }),
    rowsAhead: between => releasesAhead(store.db, between),
    sceneOf: office.means.sceneOf,
    preferences: { of: one => preferencesOf(store.db, one), mailable: async () => 'yes' },
    zoneOf: async () => 'Europe/Madrid',
    calendarZone: () => 'UTC',
    speech: onlyEnglish,
    now: () => store.db.now(),
  })(person);
const opens = (person: string) =>
  openHomes(store.db, draw).open(person, view => homes().publish(person, view));
const means = () => ({ ...office.means, homes: homes(), draw });
const looks = async () => {
  const claimed = await claimViewers(store.db, {
    holder: 'homes',
    limit: 20,
    leaseMs: 15_000,
    lookingForMs: LOOKING_FOR_MS,
  });
  await Promise.all(claimed.map(viewer => showHome(viewer, means())));
  return claimed.length;
};
const published = () => workspace.calls('views.publish').length;
const seenBy = (handle: string) => JSON.stringify(workspace.home(handle)?.blocks);
const plannedHere = planned('minor', 'production', { channel: CHANNEL, owner: ANA });

describe('the App Home of somebody who looks at it', () => {
  it('is drawn when it is opened, and again within two seconds of a change', async () => {
    await opens(ANA);
    expect(seenBy('ana')).toMatch(/You own no live release/);
    await office.given(plannedHere);
    await office.wait(1_000);
    await looks();
    expect(seenBy('ana')).toMatch(/checkout 1\.4\.0/);
  });

  it('is not drawn again while nothing changes', async () => {
    await office.given(plannedHere);
    await opens(ANA);
    await office.wait(5_000);
    expect(await looks()).toBe(0);
    expect(published()).toBe(1);
  });

  it('is drawn once for many changes', async () => {
    await office.given(plannedHere);
    await opens(ANA);
    for (const by of ['tess', 'sam', 'pia']) await office.given(approvedBy(by));
    await office.wait(1_000);
    await looks();
    await office.wait(1_000);
    await looks();
    expect(published()).toBe(2);
  });

  it('that would look the same is not published', async () => {
    await opens(ANA);
    await keepPreferences(store.db, ANA, PREFERENCES);
    await office.wait(5_000);
    expect(await looks()).toBe(1);
    expect(published()).toBe(1);
    expect(await looks()).toBe(0);
  });

  it('shows the settings as they were changed', async () => {
    await opens(ANA);
    await keepPreferences(store.db, ANA, { ...PREFERENCES, quiet: { from: '22:00', until: '07:00' } });
    await office.wait(5_000);
    await looks();
    expect(seenBy('ana')).toMatch(/22:00 to 07:00 \(Europe\/Madrid\)/);
  });

  it('is left alone once nobody has opened it for long', async () => {
    await opens(ANA);
    await office.given(plannedHere);
    await office.wait(LOOKING_FOR_MS + 1_000);
    expect(await looks()).toBe(0);
  });

  it('waits as long as Slack asks for', async () => {
    await opens(ANA);
    await opens(BEN);
    await office.given(plannedHere);
    await office.wait(4_000);
    workspace.faults.add({ method: 'views.publish', kind: '429', retryAfterSeconds: 5 });
    await looks();
    await office.wait(2_000);
    expect(await looks()).toBe(0);
    await office.wait(4_000);
    await looks();
    expect(seenBy('ben')).toMatch(/checkout 1\.4\.0/);
  });
});
