import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { claimNotices, insertNotices, markSending, markSent } from '../../src/store/notices.ts';
import {
  type ClaimedQuestion,
  claimQuestions,
  closeQuestion,
  keepQuestion,
} from '../../src/store/questions.ts';
import { planned, REQUESTER, revisedBy } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { engineOn, OWNER } from '../support/on-engine.ts';

const DAY_MS = 24 * 3_600_000;
const claiming = { holder: 'one', limit: 10, leaseMs: 1_000 };

onEveryStore(store => {
  it('what a sent notice asks is looked at when its release moves, when its lane does, and once it is old', async () => {
    const { db } = store;
    const told = engineOn(db);
    const versions = async () => {
      const release = await told.engine.load(RELEASE);
      const lane = await told.engine.lane({ service: 'checkout', environment: 'production' });
      return { release: release?.streamVersion ?? 0, lane: lane.streamVersion };
    };
    const look = () =>
      claimQuestions(db, { ...claiming, endedByLane: ['RolledBack'], askedForMs: 14 * DAY_MS });
    const kinds = (questions: readonly ClaimedQuestion[]) => questions.map(({ kind }) => kind);
    /** Looks at all there are, and keeps them. */
    const looked = async () => {
      const questions = await look();
      for (const each of questions) await keepQuestion(db, each, await versions());
      return kinds(questions);
    };

    await told.given(planned());
    const { release: eventVersion } = await versions();
    const about = { releaseId: RELEASE, eventVersion, urgent: false };
    await db.query(`delete from app.notices`);
    await insertNotices(
      db,
      ['PollOpened', 'RolledBack'].map(kind => ({
        ...about,
        ...{ id: randomUUID(), kind, recipient: `channel:${kind}` },
      })),
    );
    for (const each of await claimNotices(db, claiming)) {
      await markSending(db, each, 1_000);
      await markSent(db, each, { channel: 'C1', ts: each.kind, asks: true });
    }
    expect(await looked()).toEqual([]);

    await told.inLane({ type: 'Lock', by: OWNER, reason: 'the disk is full', until: null });
    expect(await looked()).toEqual(['RolledBack']);
    expect(await looked()).toEqual([]);

    await told.given(revisedBy(REQUESTER, { goal: 'Other words' }));
    expect(await looked()).toEqual(['PollOpened', 'RolledBack']);
    expect(await looked()).toEqual([]);

    await told.wait(15 * DAY_MS);
    expect(await looked()).toEqual([]);
    await told.given({ type: 'Abort', by: OWNER, reason: 'not this month' });
    await looked();
    const old = await look();
    expect(kinds(old)).toEqual(['PollOpened', 'RolledBack']);
    for (const each of old) await closeQuestion(db, each);
    expect(await look()).toEqual([]);
  });
});
