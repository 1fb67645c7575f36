import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openWorkspace } from '../../sandbox/workspace/open-workspace.ts';
import { noticeId } from '../../src/engine/consequences.ts';
import type { Database } from '../../src/store/database.ts';
import { insertNotices } from '../../src/store/notices.ts';
import { openOutboxes } from '../../src/wiring/outboxes.ts';
import { CHANNEL, postOfficeOn } from '../jobs/post-office.ts';
import { until } from '../jobs/until.ts';
import { allGo, approved, deployedBy, done, found, OWNER, planned, started } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';

let store: OpenedStore;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(() => resetStore(store.db));
afterAll(() => store.close());

const OTHERS = Array.from({ length: 12 }, (_, index) => `C90000000${String(index).padStart(2, '0')}`);
const quiet = { topic: '', members: [], app: true };

it('an emergency does not wait for the calls that a slow Slack has not answered', async () => {
  const channels = [CHANNEL, ...OTHERS].map(id => ({ ...quiet, id, name: id.toLowerCase() }));
  const workspace = await openWorkspace({ tiers: false, channels });
  const { db } = store;
  const office = postOfficeOn(db, workspace, { timeoutMs: 9_000 });
  const here = planned('minor', 'production', { channel: CHANNEL });
  await office.given([
    here,
    approved,
    allGo,
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
  ]);
  await office.deliver();

  workspace.faults.add({ method: 'chat.postMessage', kind: 'slow', delayMs: 60_000, times: 8 });
  const about = { releaseId: RELEASE, eventVersion: 2, kind: 'ApprovalGiven', urgent: false };
  const calm = OTHERS.map(id => ({ ...about, recipient: `channel:${id}` }));
  await insertNotices(
    db,
    calm.map(one => ({ ...one, id: noticeId(one) })),
  );
  const outboxes = openOutboxes({
    ...office.means,
    homes: { publish: async () => {} },
    drawHome: async () => ({}),
    holder: 'test',
  });
  const hanging = async () => {
    const { rows } = await db.query(
      `select from app.notices where state = 'sending' and lease_until is not null`,
    );
    return rows.length;
  };
  await until(async () => (await hanging()) === 8);
  await office.given(found());
  await until(() => workspace.messages(CHANNEL).some(({ text }) => /rolling back/i.test(text)));
  expect(await hanging()).toBeGreaterThanOrEqual(8);
  await workspace.close();
  await outboxes.close();
});

it('what is over is only taken up while there are edits left to say so', async () => {
  const workspace = await openWorkspace({ tiers: false });
  const office = postOfficeOn(store.db, workspace);
  await office.given([planned('minor', 'production', { channel: CHANNEL }), approved, allGo]);
  const { streamVersion: eventVersion } = (await office.engine.load(RELEASE)) ?? {};
  const about = { releaseId: RELEASE, eventVersion: eventVersion ?? 0, kind: 'ReleaseReady', urgent: false };
  const asked = Array.from({ length: 30 }, (_, index) => ({ ...about, recipient: `person:U9${index}` }));
  await office.given(deployedBy(OWNER));
  await insertNotices(
    store.db,
    asked.map(one => ({ ...one, id: noticeId(one) })),
  );
  await store.db.query(
    `update app.notices set state = 'sent', channel = $1, ts = seq || '.1', asks = kind = 'ReleaseReady'`,
    [CHANNEL],
  );
  let looks = 0;
  const query: Database['query'] = async (sql, params) => {
    const answer = await store.db.query<never>(sql, params);
    if (sql.includes('looked_lane <')) looks += answer.rows.length;
    return answer;
  };
  const db = { ...store.db, query };
  const more = { homes: { publish: async () => {} }, drawHome: async () => ({}), holder: 'test' };
  const outboxes = openOutboxes({ ...office.means, db, ...more });
  await pause(4_000);
  await outboxes.close();
  const { rows } = await store.db.query(`select from app.notices where kind = 'ReleaseReady' and not asks`);
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.length).toBeLessThan(25);
  expect(looks).toBeLessThan(rows.length + 5);
  await workspace.close();
});
