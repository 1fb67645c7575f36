import { pino } from 'pino';
import { attend } from '../../src/jobs/attend.ts';
import { LEASE_MS, openClaimKeeper } from '../../src/jobs/claim-keeper.ts';
import { duties } from '../../src/jobs/duties.ts';
import type { Means } from '../../src/jobs/duty.ts';
import { digestOf } from '../../src/policy/agreement.ts';
import { maskChunk } from '../../src/providers/deploys/mask.ts';
import type { EvidenceFeed } from '../../src/providers/evidence/port.ts';
import { MetricsUnavailable } from '../../src/providers/metrics/port.ts';
import type { Reading } from '../../src/release/watching.ts';
import type { Database } from '../../src/store/database.ts';
import { openSampleLog } from '../../src/store/sample-log.ts';
import { type Claimed, claimDue, claimOne, type TaskKey } from '../../src/store/tasks.ts';
import { GROUPS_OF } from '../support/builders.ts';
import { RELEASE } from '../support/given.ts';
import { engineOn } from '../support/on-engine.ts';
import { memoryTarget } from './memory-target.ts';

export const SECRET = 'hunter2-token';

/** The workers of one process without their queues: the test decides when they look for work. */
export function crewOn(db: Database, holder = 'crew', world = memoryTarget()) {
  const process = engineOn(db);
  const keeper = openClaimKeeper(db, holder);
  let reading: Reading | MetricsUnavailable | null = null;
  const feeds: EvidenceFeed[] = [];
  let commit: string | null | Error = 'c0ffee1';
  const means: Means = {
    engine: process.engine,
    db,
    samples: openSampleLog(db),
    targets: () => world.target,
    evidence: () => feeds,
    metrics: () => ({
      async read() {
        if (!reading) throw new MetricsUnavailable('the metrics are away');
        if (reading instanceof MetricsUnavailable) throw reading;
        return reading;
      },
    }),
    source: {
      async commitOf() {
        if (commit instanceof Error) throw commit;
        return commit;
      },
      mergedSince: async () => [],
    },
    groupsOf: async person => GROUPS_OF[person] ?? [],
    membersOf: async group => Object.keys(GROUPS_OF).filter(person => GROUPS_OF[person]?.includes(group)),
    digestWith: (release, found) => digestOf({ ...release, plan: { ...release.plan, commit: found } }),
    mask: (text, isLast) => maskChunk(text, [SECRET], isLast),
    log: pino({ level: 'silent' }),
  };
  const carryOut = (claimed: Claimed) => attend(claimed, { means, keeper, duties, letGo: () => {} });

  return {
    ...process,
    world,
    /** Where evidence comes from; none at first. */
    feeds,
    keeper,
    carryOut,
    /** Claims everything that is due and carries it out, once. The tasks it was. */
    async turn(): Promise<string[]> {
      const claimed = await claimDue(db, { holder, limit: 20, leaseMs: LEASE_MS });
      await Promise.all(claimed.map(carryOut));
      return claimed.map(({ task }) => task);
    },
    /** Turns, skipping the time in between, until `isOver`. */
    async turns(isOver: () => Promise<boolean> | boolean, { most = 60, skipMs = 500 } = {}): Promise<void> {
      for (let turn = 0; !(await isOver()); turn += 1) {
        if (turn === most) {
          const seen = [await process.eventsOf(), await this.tasks()];
          throw new Error(`not over after ${most} turns: ${JSON.stringify(seen)}`);
        }
        if ((await this.turn()).length === 0) await process.wait(skipMs);
      }
    },
    claim: (key: TaskKey) => claimOne(db, { ...key, holder, leaseMs: LEASE_MS }),
    async release() {
      const release = await process.engine.load(RELEASE);
      if (!release) throw new Error('nothing is planned');
      return release;
    },
    measure(next: Reading | MetricsUnavailable | null) {
      reading = next;
    },
    tagIsOn(next: string | null | Error) {
      commit = next;
    },
    async tasks() {
      const { rows } = await db.query<{ task: string; failures: number; inMs: number }>(
        'select task, failures, due_at - app.now_ms() as "inMs" from app.tasks order by task',
      );
      return rows;
    },
    close: () => keeper.close(new Error('the test is over')),
  };
}

export type Crew = ReturnType<typeof crewOn>;
