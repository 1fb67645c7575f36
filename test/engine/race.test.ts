import { describe, expect, it } from 'vitest';
import type { OrganisationCommand } from '../../src/release/organisation.ts';
import { allGo, approved, approvedBy, deployedBy, HOUR, planned, started } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import { RELEASE, type Step } from '../support/given.ts';
import { interposed } from '../support/interposed-database.ts';
import { engineOn, OWNER } from '../support/on-engine.ts';

const ready: Step = [planned(), approved, allGo];
const freeze = (from: number): OrganisationCommand => ({
  type: 'SetFreeze',
  id: 'christmas',
  reason: 'Christmas',
  from,
  until: from + HOUR,
  services: [],
  environments: [],
  by: OWNER,
});

onEveryStore(store => {
  describe('what happens between looking and recording', () => {
    it('is seen: a freeze that was set meanwhile keeps the release in the queue', async () => {
      const db = interposed(store.db);
      const { given, tell } = engineOn(db);
      const other = engineOn(store.db);
      await given(ready);
      db.beforeNext(async () => other.inOrganisation(freeze(await store.db.now())));
      expect(await tell(deployedBy(OWNER))).toMatchObject({
        release: { status: 'queued', turn: { waitingFor: 'freeze' } },
      });
    });

    it('is seen: a freeze that was set meanwhile holds the start', async () => {
      const db = interposed(store.db);
      const { given, tell } = engineOn(db);
      const other = engineOn(store.db);
      await given([ready, deployedBy(OWNER)]);
      db.beforeNext(async () => other.inOrganisation(freeze(await store.db.now())));
      expect(await tell(started())).toMatchObject({
        release: { status: 'held', turn: { held: { refusal: 'frozen', reason: 'Christmas' } } },
      });
    });

    it('is seen: a lock that was set meanwhile keeps the release in the queue', async () => {
      const db = interposed(store.db);
      const { given, tell } = engineOn(db);
      const other = engineOn(store.db);
      await given(ready);
      db.beforeNext(() => other.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null }));
      expect(await tell(deployedBy(OWNER))).toMatchObject({
        release: { status: 'queued', turn: { waitingFor: 'lock' } },
      });
    });

    it('is seen: of two releases that want the free lane one has its turn and the other queues', async () => {
      const one = engineOn(store.db);
      const other = engineOn(store.db);
      const second = 'checkout-1.5.0-abc';
      await one.given(ready);
      await one.given([planned('minor', 'production', { version: '1.5.0' }), approved, allGo], second);
      await Promise.all([one.tell(deployedBy(OWNER)), other.tell(deployedBy(OWNER), { id: second })]);
      const releases = await Promise.all([RELEASE, second].map(id => one.engine.load(id)));
      expect(releases.map(release => release?.status).sort()).toEqual(['queued', 'starting']);
      const lane = await one.engine.lane({ service: 'checkout', environment: 'production' });
      expect(lane.holder).toBe(releases.find(release => release?.status === 'starting')?.id);
      expect(lane.queue).toEqual([releases.find(release => release?.status === 'queued')?.id]);
    });

    it('is seen: a release aborted meanwhile does not start', async () => {
      const db = interposed(store.db);
      const { given, tell } = engineOn(db);
      const other = engineOn(store.db);
      await given([ready, deployedBy(OWNER)]);
      db.beforeNext(() => other.given({ type: 'Abort', by: OWNER, reason: 'not today' }));
      expect(await tell(started())).toMatchObject({ events: [], release: { status: 'aborted' } });
    });

    it('does not matter when the decision did not rest on it', async () => {
      const db = interposed(store.db);
      const { given, tell } = engineOn(db);
      const other = engineOn(store.db);
      await given(planned());
      let met = 0;
      db.beforeNext(async () => {
        met += 1;
        await other.inLane({ type: 'Lock', by: OWNER, reason: 'inventory', until: null });
        // It would be met again if the decision had to be made anew.
        db.beforeNext(async () => (met += 1));
      });
      await tell(approvedBy('tess'));
      expect(met).toBe(1);
    });

    it('is met anew as often as it happens', async () => {
      const db = interposed(store.db);
      const { given, tell, engine } = engineOn(db);
      const other = engineOn(store.db);
      await given(planned());
      db.beforeNext(async () => {
        db.beforeNext(() => other.given(approvedBy('arno')));
        await other.given(approvedBy('theo'));
      });
      expect(await tell(approvedBy('cleo'))).toMatchObject({ is: 'done', repeated: false });
      const release = await engine.load(RELEASE);
      expect(release?.approvals.given.map(({ by }) => by)).toEqual(['theo', 'arno', 'cleo']);
    });
  });
});
